import { isSpan } from "../../contract/time-range.js";
import { ExecutionError, InvalidError } from "../../contract/errors.js";
import { checkOptions, describe } from "../../checks/options.js";
import { currentSession } from "../session/session.js";

/** When `simulatePreemption` preempts its container. */
export interface PreemptionOptions {
  /** Virtual milliseconds until the container is preempted; more than 0. */
  waitMs: number;
  /** Up to so many milliseconds more, from the seed; 0 or more. Default: 0. */
  jitterMs?: number;
}

/**
 * Lets the container that runs this be preempted after a while: what it runs is interrupted with {@link
 * InputCancellation} where it waits, has 30 virtual seconds to save its work, and then runs again in another container.
 * A second call takes the place of the first. No time passes for its sake.
 * Modal: docs/modal/ending-containers.md#preemption.
 * @throws InvalidError for an option out of its range; ExecutionError outside of containers
 * @example simulatePreemption({ waitMs: 10_000 });
 */
export function simulatePreemption(options: PreemptionOptions): void {
  checkOptions("simulatePreemption", options, ["waitMs", "jitterMs"]);
  const { waitMs, jitterMs = 0 } = options;
  if (!isSpan(waitMs) || waitMs <= 0)
    throw new InvalidError(
      `Option "waitMs" of simulatePreemption must be a number of milliseconds above 0, up to 8.64e15, got ${describe(waitMs)}.`,
    );
  if (!isSpan(jitterMs) || jitterMs < 0)
    throw new InvalidError(
      `Option "jitterMs" of simulatePreemption must be a number of milliseconds from 0 to 8.64e15, got ${describe(jitterMs)}.`,
    );
  const session = currentSession();
  if (!session?.isContainer)
    throw new ExecutionError(
      "simulatePreemption: only a container can be preempted. Call it inside of a function that runs remotely, or use `world.faults.preempt` in a test.",
    );
  // its input may be cancelled before the answer
  session.backend.send("container.preempt", { waitMs, jitterMs }).catch(() => undefined);
}
