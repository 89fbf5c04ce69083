import { InputCancellation } from "../../../contract/errors.js";

const made = new WeakSet<object>();

/** What interrupted code gets where it waits. */
export function interruption(message: string): InputCancellation {
  const error = new InputCancellation(message);
  made.add(error);
  return error;
}

/**
 * Whether it is one of these: where nobody awaits what was interrupted, nobody has to. As a task that is cancelled in
 * the background, it ends without a word.
 */
export function isInterruption(error: unknown): boolean {
  return typeof error === "object" && error !== null && made.has(error);
}
