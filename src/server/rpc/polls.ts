import type { SendOptions } from "../../contract/backend.js";

/** In seconds of the world's time. Nothing on Modal takes longer than a day. */
const LONGEST_WAIT_S = 86_400;
const MOST_KEPT = 1000;

/**
 * What clients ask for again and again until it is there. Somebody who has asked in vain for a day waits like one who
 * waits without end: time does not pass any more for the sake of the polls, so that a deadlock shows.
 */
export class Polls {
  /** Seconds for which each was asked for in vain, the last one last. */
  readonly #waited = new Map<string, number>();

  /**
   * @param key the same each time that the same is asked for
   * @param seconds how long this poll waits
   * @param send resolves with `undefined` if there was nothing
   */
  async ask<T>(
    key: string,
    seconds: number,
    send: (how: SendOptions) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const waited = this.#waited.get(key) ?? 0;
    this.#waited.delete(key);
    const answer = await send({ isStale: waited >= LONGEST_WAIT_S });
    if (answer === undefined) this.#keep(key, waited + seconds);
    return answer;
  }

  #keep(key: string, waited: number): void {
    const [oldest] = this.#waited.keys();
    if (this.#waited.size >= MOST_KEPT && oldest !== undefined) this.#waited.delete(oldest);
    this.#waited.set(key, waited);
  }
}
