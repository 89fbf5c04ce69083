/** Chance of four numbers of 32 bits: sfc32. */
export class SeededChance {
  readonly #state: Uint32Array;

  constructor(seed: readonly number[]) {
    this.#state = new Uint32Array(seed);
  }

  fill(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += 4) {
      const value = this.#next();
      for (let index = 0; index < 4 && at + index < bytes.length; index++) bytes[at + index] = value >>> (index * 8);
    }
  }

  #next(): number {
    const [a = 0, b = 0, c = 0, count = 0] = this.#state;
    const result = (a + b + count) >>> 0;
    this.#state.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + result, count + 1]);
    return result;
  }
}
