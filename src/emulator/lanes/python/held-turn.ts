import { realClearTimeout, realNow, realSetTimeout } from "../../time/real-time.js";
import type { PythonPort } from "./python-port.js";

/** Real milliseconds after which real work that goes on is taken for new work. */
const SLICE_MS = 50;

/**
 * Waits for what takes real time: no virtual time passes meanwhile.
 * @param limitMs in real milliseconds; that of the world does not count
 * @returns `undefined`: it has taken longer
 */
export async function held<Value>(
  port: PythonPort,
  what: string,
  work: Promise<Value>,
  limitMs: number = Infinity,
): Promise<Value | undefined> {
  const began = realNow();
  const settled = work.then(
    () => true,
    () => true,
  );
  while (!(await port.io(what, () => Promise.race([settled, slice(settled)]))))
    if (realNow() - began > limitMs) return undefined;
  return work;
}

async function slice(settled: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = realSetTimeout(() => resolve(false), SLICE_MS);
    void settled.then(() => realClearTimeout(timer));
  });
}
