import { customRandom } from "nanoid";
import type { Random } from "./random.js";

const ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const UPPER_CASE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

export type IdPrefix = "ap" | "fu" | "fc" | "in" | "ta" | "im";

/** Ids as Modal writes them, from the seed: a prefix and 22 alphanumerics, 26 upper-case ones for containers. Modal: section 13.2. */
export class Ids {
  readonly #stored: () => string;
  readonly #task: () => string;

  constructor(random: Random) {
    const bytes = (size: number): Uint8Array => random.fill(new Uint8Array(size));
    this.#stored = customRandom(ALPHANUMERIC, 22, bytes);
    this.#task = customRandom(UPPER_CASE, 26, bytes);
  }

  next(prefix: IdPrefix): string {
    return `${prefix}-${prefix === "ta" ? this.#task() : this.#stored()}`;
  }
}
