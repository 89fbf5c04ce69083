import { untilAborted } from "./until-aborted.js";

/** What has been typed and not been read, part by part; an empty part is an end, after which there may be more. */
export class TypedInput {
  readonly #parts: Uint8Array[] = [];
  readonly #waiting: PromiseWithResolvers<void>[] = [];
  #isClosed = false;

  add(part: Uint8Array): void {
    this.#parts.push(part);
    this.#waiting.shift()?.resolve();
  }

  /** Nothing more comes. */
  close(): void {
    this.#isClosed = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
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
    try {
      await (signal ? untilAborted(waiting.promise, signal) : waiting.promise);
    } catch (error) {
      const index = this.#waiting.indexOf(waiting);
      if (index >= 0) this.#waiting.splice(index, 1);
      else if (this.#parts.length > 0) this.#waiting.shift()?.resolve(); // its turn is another's
      throw error;
    }
  }
}
