import { setImmediate as immediatePromise } from "node:timers/promises";
import { currentSession } from "../../api/session/session.js";
import type { VirtualTimers } from "./virtual-timers.js";

interface WaitOptions {
  signal?: AbortSignal;
  ref?: boolean;
}

/** `node:timers/promises` on virtual time. A wait ends with the input that waits: cancelling it rejects. */
export function timerPromises(timers: VirtualTimers): Record<string, unknown> {
  const wait = <T>(delayMs?: number, value?: T, { signal, ref }: WaitOptions = {}): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortError(signal));
      const input = currentSession()?.input;
      const missed = input?.takeMissed();
      if (missed) return reject(missed);
      const cancelled = input?.signal;
      const end = (): void => {
        timers.clear(timeout);
        signal?.removeEventListener("abort", end);
        cancelled?.removeEventListener("abort", end);
        if (cancelled?.aborted) reject(cancelled.reason);
        else if (signal?.aborted) reject(abortError(signal));
        else resolve(value);
      };
      const timeout = timers.setTimeout(end, delayMs);
      if (ref === false) timeout.unref();
      signal?.addEventListener("abort", end);
      cancelled?.addEventListener("abort", end);
    });
  async function* interval<T>(delayMs?: number, value?: T, options?: WaitOptions): AsyncGenerator<T | undefined> {
    while (true) yield await wait(delayMs, value, options);
  }
  return {
    setTimeout: wait,
    setInterval: interval,
    setImmediate: immediatePromise,
    scheduler: {
      wait: (delayMs: number, options?: WaitOptions) => wait(delayMs, undefined, options),
      yield: () => immediatePromise(),
    },
  };
}

function abortError(signal: AbortSignal | undefined): globalThis.Error {
  return Object.assign(new globalThis.Error("The operation was aborted", { cause: signal?.reason }), {
    name: "AbortError",
    code: "ABORT_ERR",
  });
}
