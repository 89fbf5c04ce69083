import { InvalidError } from "../../contract/errors.js";

const WILDCARDS = { anyCharacter: "[^/]", anyInSegment: "[^/]*", anySegments: "(?:.*/)?", anything: ".*" } as const;

/** A piece of a pattern, as far as its meaning differs. */
type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: keyof typeof WILDCARDS }
  | { readonly kind: "class"; readonly source: string };

/**
 * The test of a whole path for one pattern. Modal: docs/modal/file-patterns.md#how-a-path-is-judged.
 * @throws InvalidError for a bracket that is not closed or a range that runs backwards
 */
export function compilePattern(pattern: string): (path: string) => boolean {
  const suffix = suffixOf(pattern);
  if (suffix !== undefined) return (path) => path.endsWith(suffix) || `/${path}` === suffix;
  const source = tokenize(pattern).map(sourceOf).join("");
  const expression = new RegExp(`^(?:${source})$`, "su");
  return (path) => expression.test(path);
}

/**
 * The rest of a pattern that begins with two stars and has no other special token: Modal compares it with the end of
 * the path.
 */
function suffixOf(pattern: string): string | undefined {
  if (!pattern.startsWith("**")) return undefined;
  const rest = pattern.slice(2);
  return /[*?[\]\\]/.test(rest) ? undefined : rest;
}

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length;) {
    const character = characters[at] ?? "";
    if (character === "*" && characters[at + 1] === "*") {
      at += characters[at + 2] === "/" ? 3 : 2;
      tokens.push({ kind: at < characters.length ? "anySegments" : "anything" });
    } else if (character === "[") {
      const end = endOfClass(pattern, characters, at);
      tokens.push({ kind: "class", source: classSource(pattern, characters.slice(at + 1, end)) });
      at = end + 1;
    } else if (character === "\\") {
      const escaped = characters[at + 1];
      if (escaped === undefined) throw badPattern(pattern);
      tokens.push({ kind: "text", text: escaped });
      at += 2;
    } else {
      tokens.push(simpleToken(character));
      at += 1;
    }
  }
  return tokens;
}

function simpleToken(character: string): Token {
  if (character === "*") return { kind: "anyInSegment" };
  return character === "?" ? { kind: "anyCharacter" } : { kind: "text", text: character };
}

function sourceOf(token: Token): string {
  if (token.kind === "text") return escapeText(token.text);
  return token.kind === "class" ? token.source : WILDCARDS[token.kind];
}

/** Where a class ends; a bracket that follows its beginning, or a backslash, belongs to its content. */
function endOfClass(pattern: string, characters: readonly string[], start: number): number {
  const first = characters[start + 1] === "^" ? start + 2 : start + 1;
  for (let at = first; at < characters.length; at += 1) {
    if (characters[at] === "\\") at += 1;
    else if (characters[at] === "]" && at > first) return at;
  }
  throw badPattern(pattern);
}

/** The class for the regular expression engine: only `^` at its beginning, ranges and backslashes keep a meaning. */
function classSource(pattern: string, content: readonly string[]): string {
  const negated = content[0] === "^";
  let source = "";
  for (let at = negated ? 1 : 0; at < content.length; at += 1) {
    const character = content[at] ?? "";
    if (character === "-") source += source === "" || at === content.length - 1 ? "\\-" : "-";
    else if (character === "\\") source += escapeText(content[(at += 1)] ?? "");
    else source += escapeText(character);
  }
  const expression = `[${negated ? "^" : ""}${source}]`;
  try {
    new RegExp(expression, "u").test("");
  } catch (cause) {
    throw badPattern(pattern, cause);
  }
  return expression;
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, (character) => (character === "-" ? "\\x2d" : `\\${character}`));
}

function badPattern(pattern: string, cause?: unknown): InvalidError {
  return new InvalidError(
    `Bad pattern ${JSON.stringify(pattern)}: brackets must be closed, ranges must run forwards, and a backslash needs a character.`,
    {
      cause,
    },
  );
}
