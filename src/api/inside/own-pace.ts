import { ExecutionError, InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";
import { currentSession, type Session } from "../session/session.js";

/**
 * The container takes no further inputs: it ends what it runs, then it stops.
 * Modal: docs/modal/containers.md#experimental-helpers.
 * @throws ExecutionError outside of containers
 */
export async function stopFetchingInputs(): Promise<void> {
  await own("stopFetchingInputs").backend.send("container.retire", {});
}

/** How many inputs the container runs at once. @throws ExecutionError outside of containers */
export async function getLocalInputConcurrency(): Promise<number> {
  return own("getLocalInputConcurrency").backend.send("container.concurrency", {});
}

/**
 * Has the container run so many inputs at once, whatever the target of its function is, but never more than its
 * `maxInputs`. Modal: docs/modal/batching-concurrency-clusters.md#concurrency.
 * @param inputs a whole number from 1
 * @throws InvalidError for another one; ExecutionError outside of containers
 */
export async function setLocalInputConcurrency(inputs: number): Promise<void> {
  if (!Number.isInteger(inputs) || inputs < 1)
    throw new InvalidError(`setLocalInputConcurrency takes a whole number from 1, got ${describe(inputs)}.`);
  await own("setLocalInputConcurrency").backend.send("container.concurrency", { calls: inputs });
}

function own(what: string): Session {
  const session = currentSession();
  if (!session?.isContainer)
    throw new ExecutionError(`experimental.${what}: only a container fetches inputs. Call it in a function.`);
  return session;
}
