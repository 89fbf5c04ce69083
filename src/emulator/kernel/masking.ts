/** Shorter values stay readable: without them, texts would be. */
const SHORTEST = 4;

/** The values of secrets that a world knows, and texts without them. */
export class Masking {
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  /** From now on these are masked, also line by line, in JSON and in URLs. */
  add(values: Iterable<string>): void {
    for (const value of values) {
      for (const text of [value, ...value.split(/\r?\n/)]) {
        for (const form of [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text.toWellFormed())])
          if (text.length >= SHORTEST) this.#forms.add(form);
      }
    }
    this.#pattern = undefined;
  }

  /** The text with `***` in place of each value; where several fit, the longest. */
  mask(text: string): string {
    if (this.#forms.size === 0) return text;
    this.#pattern ??= new RegExp(
      [...this.#forms]
        .toSorted((a, b) => b.length - a.length)
        .map(RegExp.escape)
        .join("|"),
      "g",
    );
    return text.replace(this.#pattern, "***");
  }

  /** A record whose texts are masked, except for fields of these names. */
  maskFields<T extends object>(record: T, except: ReadonlySet<string>): T {
    if (this.#forms.size === 0) return record;
    const masked: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(record))
      masked[field] = except.has(field) ? value : this.#maskValue(value);
    return masked as T;
  }

  #maskValue(value: unknown): unknown {
    if (typeof value === "string") return this.mask(value);
    if (Array.isArray(value)) return value.map((item) => this.#maskValue(item));
    return typeof value === "object" && value !== null ? this.maskFields(value, NONE) : value;
  }
}

const NONE: ReadonlySet<string> = new Set();
