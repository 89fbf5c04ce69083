import { InvalidError } from "../../contract/errors.js";

/** Items that a generator may be ahead of its consumer. Modal: docs/modal/generators.md. */
const WINDOW = 1024;

/** Drives a user's generator: sends its items, and pauses it while the consumer is too far behind. */
export class GeneratorRun {
  readonly #send: (item: unknown) => void;
  readonly #wait: (paused: Promise<void>) => Promise<void>;
  #ahead = 0;
  #cancellation: globalThis.Error | undefined;
  #paused: PromiseWithResolvers<void> | undefined;

  /** @param wait hears of every pause */
  constructor(send: (item: unknown) => void, wait = (paused: Promise<void>): Promise<void> => paused) {
    this.#send = send;
    this.#wait = wait;
  }

  /** Sends every item. @returns what the input comes to: nothing */
  async drain(result: unknown): Promise<undefined> {
    if (
      typeof result !== "object" ||
      result === null ||
      !(Symbol.iterator in result || Symbol.asyncIterator in result)
    ) {
      throw new InvalidError("A generator function must return something that can be iterated.");
    }
    for await (const item of result as AsyncIterable<unknown> | Iterable<unknown>) {
      if (this.#cancellation !== undefined) throw this.#cancellation;
      this.#send(item);
      if (++this.#ahead < WINDOW) continue;
      this.#paused = Promise.withResolvers();
      await this.#wait(this.#paused.promise);
    }
    return undefined;
  }

  taken(items: number): void {
    this.#ahead -= items;
    if (this.#ahead >= WINDOW) return;
    this.#paused?.resolve();
    this.#paused = undefined;
  }

  /** Ends it where it pauses, or at its next item. */
  cancel(error: globalThis.Error): void {
    this.#cancellation = error;
    this.#paused?.reject(error);
  }
}
