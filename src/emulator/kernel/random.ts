/** A seeded source of chance (sfc32): small, fast, and the same on every machine. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed any text; equal texts give equal sequences */
  constructor(seed: string) {
    const hash = hashText(seed);
    this.#a = hash();
    this.#b = hash();
    this.#c = hash();
    for (let i = 0; i < 12; i++) this.uint32();
  }

  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) >>> 0;
    this.#c = (this.#c + sum) >>> 0;
    return sum;
  }

  /** At least 0, below 1, with 53 bits. */
  float(): number {
    return (this.uint32() * 0x200000 + (this.uint32() >>> 11)) / 0x20000000000000;
  }

  /** At least 0, below `bound`. */
  below(bound: number): number {
    return Math.floor(this.float() * bound);
  }

  fill<T extends Uint8Array>(bytes: T): T {
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.uint32() & 0xff;
    return bytes;
  }

  /** Brings the elements into a random order, in place. */
  shuffle<T>(elements: T[]): T[] {
    for (let i = elements.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const element = elements[i] as T;
      elements[i] = elements[j] as T;
      elements[j] = element;
    }
    return elements;
  }
}

/** xmur3: spreads a text over as many 32-bit numbers as are asked for. */
function hashText(text: string): () => number {
  let hash = 1779033703 ^ text.length;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 3432918353);
    hash = (hash << 13) | (hash >>> 19);
  }
  return () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
    return (hash ^= hash >>> 16) >>> 0;
  };
}
