/** What is real, for the rim: taken before anything can replace the globals. */
export const realSetImmediate: typeof setImmediate = globalThis.setImmediate;
const realClearImmediate: typeof clearImmediate = globalThis.clearImmediate;
export const realSetTimeout: typeof setTimeout = globalThis.setTimeout;
export const realClearTimeout: typeof clearTimeout = globalThis.clearTimeout;
export const realSetInterval: typeof setInterval = globalThis.setInterval;
export const realClearInterval: typeof clearInterval = globalThis.clearInterval;
export const RealDate: DateConstructor = globalThis.Date;

export const realPerformance: typeof performance = globalThis.performance;

/** Milliseconds of a real, monotonic clock; also while code of a container runs. */
export const realNow: () => number = globalThis.performance.now.bind(globalThis.performance);

/** Resolves after one turn of the event loop: all microtasks are done by then. */
export function immediate(): Promise<void> {
  return new Promise((resolve) => {
    realSetImmediate(resolve);
  });
}

/**
 * Calls `step` until it returns false, which it has to do within so many times. In between, ticks and microtasks are
 * done and rejections that nobody handles are reported, but the event loop does not turn: Node calls immediates that
 * were there before in one go.
 */
export function inOneTurn(times: number, step: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const next = (): void => {
      if (step()) return;
      for (const left of immediates) realClearImmediate(left);
      resolve();
    };
    const immediates = Array.from({ length: times }, () => realSetImmediate(next));
  });
}

/** Resolves after `ms` of real time, in the check phase, so that no timer of ours is listed as active then. */
export function realDelay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    realSetTimeout(() => realSetImmediate(resolve), ms);
  });
}
