import type { Random } from "./random.js";

const FIRST_BLOCK = 64;
const LARGEST_BLOCK = 16_384;
const NONE = new Uint8Array(0);

/** Bytes from a seeded source, drawn in blocks: the first is small, since many sources give a single id. */
export class RandomBytes {
  readonly #random: Random;
  /** Never changed once it is drawn, so that copies may share it. */
  #block: Uint8Array = NONE;
  #taken = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Another source that is going to give the same. */
  copy(): RandomBytes {
    const copy = new RandomBytes(this.#random.copy());
    copy.#block = this.#block;
    copy.#taken = this.#taken;
    return copy;
  }

  /** The next bytes, to be read only. What is left of a block that is too short for them is skipped. */
  take(count: number): Uint8Array {
    if (this.#taken + count > this.#block.length) {
      const size = Math.min(Math.max(FIRST_BLOCK, 2 * this.#block.length, count), Math.max(LARGEST_BLOCK, count));
      this.#block = this.#random.words(new Uint8Array(size));
      this.#taken = 0;
    }
    return this.#block.subarray(this.#taken, (this.#taken += count));
  }
}
