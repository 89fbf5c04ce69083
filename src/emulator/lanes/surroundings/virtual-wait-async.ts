import type { VirtualTimers } from "../../time/virtual-timers.js";

type WaitAsync = typeof Atomics.waitAsync;
type Shared = Int32Array<SharedArrayBuffer>;

/** The longest delay of one timer. */
const MAX_DELAY_MS = 2 ** 31 - 1;

const { waitAsync: realWaitAsync, notify } = Atomics;

/** `Atomics.waitAsync` as a container sees it: its time limit is virtual. */
export function virtualWaitAsync(timers: VirtualTimers): WaitAsync {
  const waitAsync = (memory: Shared, index: number, expected: number, limit?: number): ReturnType<WaitAsync> => {
    const limitMs = Number.isNaN(Number(limit)) ? Number.POSITIVE_INFINITY : Number(limit);
    if (!(limitMs > 0)) return realWaitAsync(memory, index, expected, 0);
    const waiting = realWaitAsync(memory, index, expected);
    if (!waiting.async || limitMs === Number.POSITIVE_INFINITY) return waiting;
    const { promise, resolve } = Promise.withResolvers<"ok" | "timed-out">();
    let isOver = false;
    let timer: unknown;
    const wait = (leftMs: number): void => {
      timer = timers.setTimeout(
        () => {
          if (leftMs > MAX_DELAY_MS) return wait(leftMs - MAX_DELAY_MS);
          isOver = true;
          resolve("timed-out");
        },
        Math.min(leftMs, MAX_DELAY_MS),
      );
    };
    wait(limitMs);
    void waiting.value.then((how) => {
      if (isOver) return notify(memory, index, 1); // V8 still had it in line: it is the next one's turn
      timers.clear(timer);
      return resolve(how);
    });
    return { async: true, value: promise };
  };
  return waitAsync as WaitAsync;
}
