import type { Random } from "./random.js";

const ALPHANUMERIC = codes("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
const UPPER_CASE = codes("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

export type IdPrefix = "ap" | "fu" | "fc" | "in" | "ta" | "im" | "vo" | "sv" | "di" | "qu" | "st" | "en" | "cl";

/**
 * Ids as Modal writes them, from the seed: a prefix and 22 alphanumerics, 26 upper-case ones for containers. Modal:
 * section 13.2. Each is one flat text: a world keeps millions of them.
 */
export class Ids {
  #random: Random;
  /** Drawn ahead, how many of them have been given, and the source as it was before. */
  #foreseen: readonly string[] = [];
  #taken = 0;
  #before: Random;
  readonly #forms = new Map<IdPrefix, number[]>();

  constructor(random: Random) {
    this.#random = random;
    this.#before = random;
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
    this.#before = this.#random.copy();
    this.#taken = 0;
    this.#foreseen = prefixes.map((prefix) => this.#new(prefix));
    return this.#foreseen;
  }

  /** Something else came than what was foreseen. */
  #forget(): void {
    if (this.#taken < this.#foreseen.length) {
      this.#random = this.#before;
      for (const id of this.#foreseen.slice(0, this.#taken)) this.#new(id.slice(0, 2) as IdPrefix);
    }
    this.#foreseen = [];
  }

  #new(prefix: IdPrefix): string {
    return prefix === "ta" ? this.#draw(prefix, 26, UPPER_CASE) : this.#draw(prefix, 22, ALPHANUMERIC);
  }

  #draw(prefix: IdPrefix, length: number, alphabet: readonly number[]): string {
    const form = this.#forms.get(prefix) ?? codes(`${prefix}-`.padEnd(prefix.length + 1 + length));
    this.#forms.set(prefix, form);
    for (let at = prefix.length + 1; at < form.length;) {
      // six bits; what is beyond the alphabet is drawn again, so that all are as likely
      const code = alphabet[this.#random.uint32() >>> 26];
      if (code !== undefined) form[at++] = code;
    }
    return String.fromCharCode(...form);
  }
}

function codes(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
