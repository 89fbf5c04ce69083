import type { Kernel } from "../kernel/kernel.js";
import type { InputRecord } from "../records/call-record.js";
import type { Container } from "../records/container.js";
import { Leftover } from "../records/leftover.js";
import type { Workplace } from "../records/workplace.js";

/**
 * How long interrupted code has to give way, before its container has to. Modal: docs/modal/containers.md#time-limits.
 */
const GIVE_WAY_MS = 30_000;

/** Code that nobody waits for any more: it runs on in its container until it gives way. */
export class Interruptions {
  readonly #kernel: Kernel;
  readonly #stop: (container: Container, reason: string) => void;

  /** @param stop stops a container in good order, as what it runs does not give way */
  constructor(kernel: Kernel, stop: (container: Container, reason: string) => void) {
    this.#kernel = kernel;
    this.#stop = stop;
  }

  /**
   * Interrupts the code of an input and of those that share its call, which then have no place any more. What they come
   * to is up to the caller.
   * @param reason what happened to the input, in words
   */
  interrupt({ id, place, together }: InputRecord, reason: string): void {
    if (!place) return this.#kernel.deliverToHost({ type: "cancel", inputId: id });
    for (const leftover of together.map((each) => this.#leaveBehind(each, place)))
      this.#interrupt(leftover, place, reason);
  }

  /** Lets the code of an input run on without it, to the end of its time limit. */
  leaveBehind(input: InputRecord): void {
    const { place, limit } = input;
    if (!place || !limit) return;
    const leftover = this.#leaveBehind(input, place);
    this.#limit(leftover, limit.at, "time limit", () => this.#interrupt(leftover, place, "hit its time limit"));
  }

  #leaveBehind(input: InputRecord, place: Workplace): Leftover {
    const leftover = new Leftover(input);
    place.replace(input, leftover);
    input.place = undefined;
    input.call.target.app.unended++;
    return leftover;
  }

  #interrupt(leftover: Leftover, place: Workplace, reason: string): void {
    const { id: inputId, attempt } = leftover;
    leftover.interruptedIn = this.#kernel.round;
    for (const { ordinal } of place.container.together) {
      this.#kernel.forgetAttempt(ordinal, leftover);
      this.#kernel.deliver(ordinal, { type: "cancel", inputId, attempt, reason });
    }
    this.#limit(leftover, this.#kernel.now + GIVE_WAY_MS, "patience", () =>
      this.#stop(place.container, `an input that ${reason} did not give way`),
    );
  }

  #limit(leftover: Leftover, at: number, what: string, fire: () => void): void {
    leftover.limit?.cancel();
    const label = (): string => `${what} of an attempt at input ${leftover.id} that nobody waits for`;
    leftover.limit = this.#kernel.timers.set({ at, kind: "limit", label, fire });
  }
}
