import { escapePattern } from "./pattern.js";

/**
 * `quoted`: stands for itself, and is not split. `literal`: was written without quotes, its wildcards are parts of
 * their own. `active`: may have wildcards.
 */
type PieceKind = "quoted" | "literal" | "active";

interface Piece {
  readonly text: string;
  readonly kind: PieceKind;
}

/** One word of a command's arguments. */
export class Field {
  readonly #pieces: Piece[] = [];

  add(text: string, kind: PieceKind): void {
    this.#pieces.push({ text, kind });
  }

  get text(): string {
    return this.#pieces.length === 1 ? (this.#pieces[0]?.text ?? "") : this.#pieces.map(({ text }) => text).join("");
  }

  /** Nothing in it can be a wildcard. */
  get plain(): boolean {
    return !this.#pieces.some(({ kind, text }) => kind === "active" && text !== "");
  }

  pattern(): string {
    return this.#pieces.map(({ text, kind }) => (kind === "active" ? text : shown(text, kind))).join("");
  }

  /** As a regular expression of `=~`. */
  expression(): string {
    return this.#pieces.map(({ text, kind }) => (kind === "quoted" ? escapeExpression(text) : text)).join("");
  }
}

function escapeExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function shown(text: string, kind: PieceKind): string {
  return kind === "quoted" ? escapePattern(text) : text.replace(/[\\*?]/g, "\\$&");
}

/** Gathers the words that a word of a script becomes. */
export class Fields {
  readonly #fields: Field[] = [];
  readonly #ifs: string | undefined;
  #current: Field | undefined;

  /** @param ifs `undefined`: nothing is split */
  constructor(ifs: string | undefined) {
    this.#ifs = ifs;
  }

  /** Whether what has no quotes is split. */
  get splits(): boolean {
    return this.#ifs !== undefined;
  }

  add(text: string, kind: PieceKind): void {
    this.#current ??= new Field();
    this.#current.add(text, kind);
  }

  /** What comes of an expansion without quotes. */
  split(text: string): void {
    if (this.#ifs === undefined || this.#ifs === "") {
      if (text !== "" || !this.splits) this.add(text, "active");
      return;
    }
    let start = 0;
    for (let index = 0; index < text.length;) {
      if (!this.#ifs.includes(text[index] ?? "")) {
        index++;
        continue;
      }
      if (index > start) this.add(text.slice(start, index), "active");
      index = this.#delimiter(text, index, this.#ifs);
      start = index;
    }
    if (start < text.length) this.add(text.slice(start), "active");
  }

  /** What follows is another word. */
  next(): void {
    if (this.#current) this.#fields.push(this.#current);
    this.#current = undefined;
  }

  finish(): readonly Field[] {
    this.next();
    return this.#fields;
  }

  /** @returns where it ends */
  #delimiter(text: string, begin: number, ifs: string): number {
    const isSpace = (at: number) => /[ \t\n]/.test(text[at] ?? "") && ifs.includes(text[at] ?? "");
    let index = begin;
    while (index < text.length && isSpace(index)) index++;
    if (index < text.length && ifs.includes(text[index] ?? "")) {
      // one that is no space ends a word, even if it is empty
      this.#current ??= new Field();
      index++;
      while (index < text.length && isSpace(index)) index++;
    }
    this.next();
    return index;
  }
}
