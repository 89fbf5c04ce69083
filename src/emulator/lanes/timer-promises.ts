import { setImmediate as immediatePromise } from "node:timers/promises";
import type { VirtualTimers } from "./virtual-timers.js";

interface WaitOptions {
  signal?: AbortSignal;
  ref?: boolean;
}

/** `node:timers/promises` on a container's virtual time. */
export function timerPromises(timers: VirtualTimers): Record<string, unknown> {
  const wait = <T>(delayMs?: number, value?: T, { signal }: WaitOptions = {}): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortError(signal));
      const abort = (): void => {
        timers.clear(timeout);
        reject(abortError(signal));
      };
      const timeout = timers.setTimeout(() => {
        signal?.removeEventListener("abort", abort);
        resolve(value);
      }, delayMs);
      signal?.addEventListener("abort", abort, { once: true });
    });
  async function* interval<T>(delayMs?: number, value?: T, options?: WaitOptions): AsyncGenerator<T | undefined> {
    while (true) yield await wait(delayMs, value, options);
  }
  return {
    setTimeout: wait,
    setInterval: interval,
    setImmediate: immediatePromise,
    scheduler: { wait: (delayMs: number, options?: WaitOptions) => wait(delayMs, undefined, options), yield: () => immediatePromise() },
  };
}

function abortError(signal: AbortSignal | undefined): globalThis.Error {
  return Object.assign(new globalThis.Error("The operation was aborted", { cause: signal?.reason }), { name: "AbortError", code: "ABORT_ERR" });
}
