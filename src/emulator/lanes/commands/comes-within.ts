import type { OwnProcess } from "../processes/process.js";
import { untilAborted } from "../processes/until-aborted.js";

/**
 * What a promise resolves to, if that is soon enough.
 * @returns nothing, once the time is over
 */
export async function comesWithin<Value>(
  process: OwnProcess,
  promise: Promise<Value>,
  ms: number,
): Promise<Value | undefined> {
  const done = new AbortController();
  const over = process.sleep(ms, done.signal);
  over.catch(() => {}); // it has come before
  try {
    return await untilAborted(Promise.race([promise, over.then(() => undefined)]), process.killed);
  } finally {
    done.abort();
  }
}
