/** A seeded source of chance (sfc32): small, fast, and the same on every machine. */
export class Random {
  /** Four words, the last of them a counter; in an array of integers, because fields would hold them as objects. */
  readonly #state = new Uint32Array(4);

  /** @param seed any text; equal texts give equal sequences */
  constructor(seed: string) {
    this.begin(seed);
  }

  /** Goes on as another one would begin. */
  begin(seed: string): void {
    const hash = hashText(seed);
    this.#state.set([hash(), hash(), hash(), 1]);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** Another source that is going to give the same. */
  copy(): Random {
    const copy = new Random("");
    copy.#state.set(this.#state);
    return copy;
  }

  uint32(): number {
    const state = this.#state;
    const a = state[0] ?? 0;
    const b = state[1] ?? 0;
    const c = state[2] ?? 0;
    const counter = state[3] ?? 0;
    const sum = (a + b + counter) >>> 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + sum;
    state[3] = counter + 1;
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

  /** Fills bytes by four: what {@link fill} does, in a quarter of the time, and with other bytes. */
  words(bytes: Uint8Array): Uint8Array {
    for (let i = 0; i < bytes.length; i += 4) {
      const word = this.uint32();
      bytes[i] = word;
      bytes[i + 1] = word >>> 8;
      bytes[i + 2] = word >>> 16;
      bytes[i + 3] = word >>> 24;
    }
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
