/** What is real, for the rim: taken before anything can replace the globals. */
export const realSetImmediate: typeof setImmediate = globalThis.setImmediate;
export const realSetTimeout: typeof setTimeout = globalThis.setTimeout;
export const realClearTimeout: typeof clearTimeout = globalThis.clearTimeout;
export const realSetInterval: typeof setInterval = globalThis.setInterval;
export const realClearInterval: typeof clearInterval = globalThis.clearInterval;
const realNextTick: typeof process.nextTick = process.nextTick;
export const RealDate: DateConstructor = globalThis.Date;

/** Milliseconds of a real, monotonic clock; also while code of a container runs. */
export const realNow: () => number = globalThis.performance.now.bind(globalThis.performance);

/** Resolves after one turn of the event loop: all microtasks are done by then. */
export function immediate(): Promise<void> {
  return new Promise((resolve) => {
    realSetImmediate(resolve);
  });
}

/** Resolves when all microtasks are done, in the same turn of the event loop. Begins one resource, a `TickObject`. */
export function microtasks(): Promise<void> {
  return new Promise((resolve) => {
    realNextTick(resolve);
  });
}

/** Resolves after `ms` of real time, in the check phase, so that no timer of ours is listed as active then. */
export function realDelay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    realSetTimeout(() => realSetImmediate(resolve), ms);
  });
}
