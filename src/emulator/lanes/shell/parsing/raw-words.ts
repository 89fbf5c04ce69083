import type { ScriptParser } from "./script-parser.js";
import type { WordPart } from "./tree.js";

/** What is to be done with what stands in a text as it was written. */
export interface RawOptions {
  /** `remove`: double quotes go, as in arithmetic; `word`: quotes are those of a word. */
  readonly quotes: "remove" | "word";
  /** The text between is a pattern. */
  readonly pattern?: boolean;
}

const cache = new Map<string, readonly WordPart[]>();
const CACHED = 500;

/** Parts of texts that the parser leaves as they were written: subscripts, arithmetic, brackets of patterns. */
export function rawParts(parser: ScriptParser, text: string, options: RawOptions): readonly WordPart[] {
  if (!/[$`'"\\]/.test(text)) return [plain(text, options)];
  const key = `${options.quotes}${options.pattern ? "p" : ""}${text}`;
  const known = cache.get(key);
  if (known) return known;
  const parts = split(parser, text, options);
  if (cache.size >= CACHED) cache.clear();
  cache.set(key, parts);
  return parts;
}

function split(parser: ScriptParser, text: string, options: RawOptions): WordPart[] {
  const parts: WordPart[] = [];
  let start = 0;
  const flush = (end: number) => {
    if (end > start) parts.push(plain(text.slice(start, end), options));
  };
  for (let index = 0; index < text.length;) {
    const letter = text[index];
    if (letter === '"' && options.quotes === "remove") {
      flush(index);
      start = ++index;
      continue;
    }
    const quoted = letter === "$" || letter === "`" || (options.quotes === "word" && /['"\\]/.test(letter ?? ""));
    const end = quoted ? constructEnd(text, index) : index;
    if (end <= index) {
      index += letter === "\\" ? 2 : 1;
      continue;
    }
    flush(index);
    parts.push(...wordOf(parser, text.slice(index, end)));
    start = index = end;
  }
  flush(text.length);
  return parts;
}

function plain(text: string, { pattern }: RawOptions): WordPart {
  return pattern ? { type: "Glob", pattern: text } : { type: "Literal", value: text };
}

function wordOf(parser: ScriptParser, text: string): readonly WordPart[] {
  const parsed = parser.parse(`x=${text}`);
  const command = parsed.kind === "script" ? parsed.statements[0]?.pipelines[0]?.commands[0] : undefined;
  const value = command?.type === "SimpleCommand" ? command.assignments[0]?.value : undefined;
  return value?.parts ?? [{ type: "Literal", value: text }];
}

/** Where what begins at `index` with a quote, a dollar or a backslash ends; `index` if it stands for itself. */
export function constructEnd(text: string, index: number): number {
  switch (text[index]) {
    case "\\":
      return Math.min(index + 2, text.length);
    case "'": {
      const end = text.indexOf("'", index + 1);
      return end < 0 ? index : end + 1;
    }
    case '"':
    case "`":
      return quotedEnd(text, index);
    default:
      return dollarEnd(text, index);
  }
}

function quotedEnd(text: string, open: number): number {
  for (let index = open + 1; index < text.length;) {
    const letter = text[index];
    if (letter === text[open]) return index + 1;
    if (letter === "\\") index += 2;
    else if (letter === "$") index = Math.max(dollarEnd(text, index), index + 1);
    else index++;
  }
  return open;
}

function dollarEnd(text: string, index: number): number {
  const next = text[index + 1];
  if (next === "(" || next === "{") return bracketEnd(text, index + 1);
  if (next === "'") return constructEnd(text, index + 1);
  const name = /^\$(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(text.slice(index, index + 200));
  return name ? index + name[0].length : index;
}

function bracketEnd(text: string, open: number): number {
  const [begin, close] = text[open] === "(" ? ["(", ")"] : ["{", "}"];
  let depth = 0;
  for (let index = open; index < text.length;) {
    const letter = text[index] ?? "";
    if (letter === begin) depth++;
    if (letter === close && --depth === 0) return index + 1;
    if (/["'`\\$]/.test(letter)) index = Math.max(constructEnd(text, index), index + 1);
    else index++;
  }
  return open - 1;
}
