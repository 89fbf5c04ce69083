import { customRandom } from "nanoid";
import type { Random } from "./random.js";
import { RandomBytes } from "./random-bytes.js";

const UPPER_CASE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ALPHANUMERIC = `${UPPER_CASE}abcdefghijklmnopqrstuvwxyz`;

export type IdPrefix =
  | "ap"
  | "fu"
  | "fc"
  | "in"
  | "ta"
  | "im"
  | "vo"
  | "sv"
  | "di"
  | "qu"
  | "st"
  | "pr"
  | "en"
  | "cl"
  | "wk"
  | "ws"
  | "sb"
  | "sn"
  | "tu"
  | "ac"
  | "us";

/**
 * Ids as Modal writes them, from the seed: a prefix and 22 alphanumerics, 26 upper-case ones for containers.
 * Modal: docs/modal/context-ids-and-logs.md#ids.
 */
export class Ids {
  #bytes: RandomBytes;
  /** Drawn ahead, how many of them have been given, and the source as it was before. */
  #foreseen: readonly string[] = [];
  #taken = 0;
  #before: RandomBytes;
  readonly #alphanumeric: () => string;
  readonly #upperCase: () => string;

  constructor(random: Random) {
    this.#bytes = new RandomBytes(random);
    this.#before = this.#bytes;
    const bytes = (count: number): Uint8Array => this.#bytes.take(count);
    this.#alphanumeric = customRandom(ALPHANUMERIC, 22, bytes);
    this.#upperCase = customRandom(UPPER_CASE, 26, bytes);
  }

  next(prefix: IdPrefix): string {
    const foreseen = this.#foreseen[this.#taken];
    if (foreseen?.startsWith(prefix)) {
      this.#taken++;
      return foreseen;
    }
    if (foreseen !== undefined) this.#forget();
    return this.#new(prefix);
  }

  /** The ids that are going to be given for these prefixes, if none is asked for before. */
  foresee(prefixes: readonly IdPrefix[]): readonly string[] {
    this.#forget();
    this.#before = this.#bytes.copy();
    this.#taken = 0;
    this.#foreseen = prefixes.map((prefix) => this.#new(prefix));
    return this.#foreseen;
  }

  /** Something else came than what was foreseen. */
  #forget(): void {
    if (this.#taken < this.#foreseen.length) {
      this.#bytes = this.#before;
      for (const id of this.#foreseen.slice(0, this.#taken)) this.#new(id.slice(0, 2) as IdPrefix);
    }
    this.#foreseen = [];
  }

  #new(prefix: IdPrefix): string {
    const id = `${prefix}-${prefix === "ta" ? this.#upperCase() : this.#alphanumeric()}`;
    // What `+=` makes is a chain of pieces of eight times the size, and a world keeps millions of ids: to search in it,
    // V8 joins them.
    if (id.indexOf("-") !== prefix.length) throw new TypeError(`"${id}" is no id.`);
    return id;
  }
}
