import { realDelay } from "../../time/real-time.js";

/** Whoever waits in this thread: a turn of one sandbox holds up all, so that each hears of what happens in any. */
const WAITING = new Set<() => void>();

/** Whether something has happened in a sandbox that is to be told. */
export class Stir {
  #has = false;

  happened(): void {
    this.#has = true;
    for (const go of WAITING) go();
  }

  /** Resolves when something has happened that is not told, at once if it has, and after `limitMs` of real time. */
  async next(limitMs: number): Promise<void> {
    if (this.#has) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    WAITING.add(resolve);
    await Promise.race([promise, realDelay(limitMs)]);
    WAITING.delete(resolve);
  }

  /** Whatever has happened is told. */
  told(): void {
    this.#has = false;
  }
}
