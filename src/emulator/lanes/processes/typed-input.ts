import { untilAborted } from "./until-aborted.js";

/** What has been typed and not been read, part by part; an empty part is an end, after which there may be more. */
export class TypedInput {
  readonly #parts: Uint8Array[] = [];
  readonly #waiting: PromiseWithResolvers<void>[] = [];
  readonly #listens: ((isListening: boolean) => void) | undefined;
  #isListening = false;
  #isClosed = false;

  /** @param listens hears whether anybody waits for more */
  constructor(listens?: (isListening: boolean) => void) {
    this.#listens = listens;
  }

  add(part: Uint8Array): void {
    this.#parts.push(part);
    this.#waiting.shift()?.resolve();
    this.#look();
  }

  /** Nothing more comes. */
  close(): void {
    this.#isClosed = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    this.#look();
  }

  /** One part, or as much of it as is asked for. */
  async read(size: number, signal?: AbortSignal): Promise<Uint8Array> {
    while (this.#parts.length === 0 && !this.#isClosed) await this.#more(signal);
    const part = this.#parts.shift() ?? new Uint8Array();
    if (part.length <= size) return part;
    this.#parts.unshift(part.subarray(size));
    return part.subarray(0, size);
  }

  async #more(signal: AbortSignal | undefined): Promise<void> {
    const waiting = Promise.withResolvers<void>();
    this.#waiting.push(waiting);
    this.#look();
    try {
      await (signal ? untilAborted(waiting.promise, signal) : waiting.promise);
    } catch (error) {
      const index = this.#waiting.indexOf(waiting);
      if (index >= 0) this.#waiting.splice(index, 1);
      else if (this.#parts.length > 0) this.#waiting.shift()?.resolve(); // its turn is another's
      this.#look();
      throw error;
    }
  }

  #look(): void {
    const isListening = this.#waiting.length > 0;
    if (isListening === this.#isListening) return;
    this.#isListening = isListening;
    this.#listens?.(isListening);
  }
}
