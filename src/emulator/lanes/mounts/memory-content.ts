import type { LowerContent } from "./tree/lower-files.js";

/** The content of a file that is in memory. */
export class MemoryContent implements LowerContent {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  read(target: Uint8Array, position: number): number {
    const found = this.#bytes.subarray(position, position + target.length);
    target.set(found);
    return found.length;
  }

  close(): void {}
}
