/** Shorter values stay readable: without them, texts would be. */
const SHORTEST = 4;

/** The values of secrets that a world knows, and texts without them. */
export class Masking {
  /** By text: a pattern of the forms in which it is written. */
  readonly #patterns = new Map<string, string>();
  #pattern: RegExp | undefined;

  /** How many texts are masked. It grows with each that is new. */
  get size(): number {
    return this.#patterns.size;
  }

  /** From now on these are masked, also line by line, in JSON, in URLs, and in words of a shell. */
  add(values: Iterable<string>): void {
    for (const value of values)
      for (const text of [value, ...value.split(/\r?\n/)])
        if (text.length >= SHORTEST && !this.#patterns.has(text)) this.#patterns.set(text, patternOf(text));
    this.#pattern = undefined;
  }

  /** The text with `***` in place of each value; where several fit, the longest. */
  mask(text: string): string {
    if (this.#patterns.size === 0) return text;
    this.#pattern ??= new RegExp(
      [...this.#patterns]
        .toSorted(([a], [b]) => b.length - a.length)
        .map(([, pattern]) => pattern)
        .join("|"),
      "g",
    );
    return text.replace(this.#pattern, "***");
  }

  /** A record whose texts are masked, except for fields of these names. */
  maskFields<T extends object>(record: T, except: ReadonlySet<string>): T {
    if (this.#patterns.size === 0) return record;
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

/** A pattern of a text as it is, in quotes of JSON, of JavaScript and of a shell, and in URLs. */
function patternOf(text: string): string {
  const quoted = [
    JSON.stringify(text).slice(1, -1),
    text.replaceAll(/['\\]/g, String.raw`\$&`),
    text.replaceAll("'", String.raw`'\''`),
  ];
  const whole = new Set(quoted.filter((form) => form !== text).map(RegExp.escape));
  return [...whole, Array.from(text, inUrl).join("")].join("|");
}

const encoder = new TextEncoder();

/** A pattern of a character as it is, or as a part of a URL has it: each part leaves others as they are. */
function inUrl(character: string): string {
  if (/[A-Za-z\d]/.test(character)) return character;
  const percent = Array.from(encoder.encode(character), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  const forms = [RegExp.escape(character), percent, percent.toUpperCase(), ...(character === " " ? ["\\+"] : [])];
  return `(?:${forms.join("|")})`;
}
