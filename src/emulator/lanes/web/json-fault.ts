/** Where a text ceases to be JSON, and why: as Python's decoder says it, which is what FastAPI passes on. */
export interface JsonFault {
  readonly at: number;
  readonly error: string;
}

/** @returns the first fault of a text that is no JSON */
export function jsonFault(text: string): JsonFault {
  try {
    const end = new Scanner(text).value(space(text, 0));
    const rest = space(text, end);
    return { at: rest, error: "Extra data" };
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
}

class Fault implements JsonFault {
  readonly error: string;
  readonly at: number;

  constructor(error: string, at: number) {
    this.error = error;
    this.at = at;
  }
}

const LITERAL = /(?:null|true|false|NaN|-?Infinity|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
const SPACE = /[ \t\n\r]*/y;
const ESCAPES = '"\\/bfnrt';
const HEXADECIMAL = /[0-9a-fA-F]{4}/y;

function space(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.test(text);
  return SPACE.lastIndex;
}

/** Each method returns where what it reads ends. */
class Scanner {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  value(at: number): number {
    const first = this.#text[at];
    if (first === '"') return this.#string(at);
    if (first === "{") return this.#members(at + 1);
    if (first === "[") return this.#elements(at + 1);
    LITERAL.lastIndex = at;
    if (!LITERAL.test(this.#text)) throw new Fault("Expecting value", at);
    return LITERAL.lastIndex;
  }

  #members(begin: number): number {
    let at = space(this.#text, begin);
    if (this.#text[at] === "}") return at + 1;
    for (;;) {
      if (this.#text[at] !== '"') throw new Fault("Expecting property name enclosed in double quotes", at);
      at = space(this.#text, this.#string(at));
      if (this.#text[at] !== ":") throw new Fault("Expecting ':' delimiter", at);
      at = space(this.#text, this.value(space(this.#text, at + 1)));
      if (this.#text[at] === "}") return at + 1;
      if (this.#text[at] !== ",") throw new Fault("Expecting ',' delimiter", at);
      at = space(this.#text, at + 1);
    }
  }

  #elements(begin: number): number {
    let at = space(this.#text, begin);
    if (this.#text[at] === "]") return at + 1;
    for (;;) {
      at = space(this.#text, this.value(at));
      if (this.#text[at] === "]") return at + 1;
      if (this.#text[at] !== ",") throw new Fault("Expecting ',' delimiter", at);
      at = space(this.#text, at + 1);
    }
  }

  #string(begin: number): number {
    for (let at = begin + 1; ; at++) {
      const character = this.#text[at];
      if (character === undefined) throw new Fault("Unterminated string starting at", begin);
      if (character === '"') return at + 1;
      if (character < " ") throw new Fault("Invalid control character at", at);
      if (character === "\\") at = this.#escape(begin, at);
    }
  }

  #escape(begin: number, at: number): number {
    const escaped = this.#text[at + 1];
    if (escaped === undefined) throw new Fault("Unterminated string starting at", begin);
    if (ESCAPES.includes(escaped)) return at + 1;
    if (escaped !== "u") throw new Fault("Invalid \\escape", at);
    HEXADECIMAL.lastIndex = at + 2;
    if (!HEXADECIMAL.test(this.#text)) throw new Fault("Invalid \\uXXXX escape", at + 1);
    return at + 5;
  }
}
