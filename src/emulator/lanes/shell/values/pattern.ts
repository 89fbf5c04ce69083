/** How a pattern is matched. */
export interface PatternOptions {
  readonly extended?: boolean;
  readonly ignoreCase?: boolean;
  /** Stars take as little as possible. */
  readonly lazy?: boolean;
  /** `*` and `?` do not take `/`. */
  readonly path?: boolean;
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: "A-Za-z",
  digit: "0-9",
  alnum: "A-Za-z0-9",
  upper: "A-Z",
  lower: "a-z",
  space: "\\s",
  blank: " \\t",
  punct: "!-\\/:-@\\[-`\\{-~",
  print: "\\x20-\\x7e",
  graph: "\\x21-\\x7e",
  cntrl: "\\x00-\\x1f\\x7f",
  xdigit: "0-9A-Fa-f",
  word: "A-Za-z0-9_",
};
const cache = new Map<string, RegExp>();
const CACHED = 500;

/** Text whose special characters stand for themselves in a pattern. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]()|!+@^-]/g, "\\$&");
}

/** Whether something in a pattern matches other than itself. */
export function hasWildcards(pattern: string, extended: boolean): boolean {
  return /(?:^|[^\\])(?:\\\\)*(?:[*?]|\[.*\])/s.test(pattern) || (extended && /[@+!]\(/.test(pattern));
}

/** A pattern without its backslashes. */
export function unescapePattern(pattern: string): string {
  return pattern.replace(/\\(.)/gs, "$1");
}

/** Matches the whole text. */
export function patternExpression(pattern: string, options: PatternOptions = {}): RegExp {
  const key = `${options.extended ? "x" : ""}${options.ignoreCase ? "i" : ""}${options.path ? "p" : ""}:${pattern}`;
  const known = cache.get(key);
  if (known) return known;
  const expression = new RegExp(`^(?:${patternSource(pattern, options)})$`, options.ignoreCase ? "iu" : "u");
  if (cache.size >= CACHED) cache.clear();
  cache.set(key, expression);
  return expression;
}

export function matchesPattern(text: string, pattern: string, options?: PatternOptions): boolean {
  return patternExpression(pattern, options).test(text);
}

/** The source of a regular expression, for the flag `u`. */
export function patternSource(pattern: string, options: PatternOptions): string {
  let source = "";
  for (let index = 0; index < pattern.length;) {
    const letter = pattern[index] ?? "";
    if (options.extended !== false && /[?*+@!]/.test(letter) && pattern[index + 1] === "(") {
      const end = closingParenthesis(pattern, index + 1);
      if (end !== undefined) {
        const choices = splitChoices(pattern.slice(index + 2, end)).map((each) => patternSource(each, options));
        const rest = patternSource(pattern.slice(end + 1), options);
        return source + extendedSource(letter, choices.join("|"), rest, options);
      }
    }
    if (letter === "*") {
      while (pattern[index + 1] === "*") index++;
      source += (options.path ? "[^/]*" : "[^]*") + (options.lazy ? "?" : "");
    } else if (letter === "?") source += options.path ? "[^/]" : "[^]";
    else if (letter === "[") {
      const bracket = bracketSource(pattern, index);
      if (bracket) {
        source += bracket.source;
        index = bracket.end;
        continue;
      }
      source += "\\[";
    } else if (letter === "\\" && index + 1 < pattern.length) {
      const point = String.fromCodePoint(pattern.codePointAt(index + 1) ?? 0);
      source += escapeLetter(point);
      index += 1 + point.length;
      continue;
    } else {
      const point = String.fromCodePoint(pattern.codePointAt(index) ?? 0);
      source += escapeLetter(point);
      index += point.length;
      continue;
    }
    index++;
  }
  return source;
}

function extendedSource(kind: string, choices: string, rest: string, options: PatternOptions): string {
  if (kind === "?") return `(?:${choices})?${rest}`;
  if (kind === "*") return `(?:${choices})*${rest}`;
  if (kind === "+") return `(?:${choices})+${rest}`;
  if (kind === "@") return `(?:${choices})${rest}`;
  return `(?!(?:${choices})${rest}$)${options.path ? "[^/]*?" : "[^]*?"}${rest}`;
}

/** Of the parenthesis at `open`. */
function closingParenthesis(pattern: string, open: number): number | undefined {
  let depth = 0;
  for (let index = open; index < pattern.length; index++) {
    const letter = pattern[index];
    if (letter === "\\") index++;
    else if (letter === "[") index = (bracketSource(pattern, index)?.end ?? index + 1) - 1;
    else if (letter === "(") depth++;
    else if (letter === ")" && --depth === 0) return index;
  }
  return undefined;
}

function splitChoices(text: string): string[] {
  const choices = [""];
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const letter = text[index] ?? "";
    if (letter === "(") depth++;
    if (letter === ")") depth--;
    if (letter === "|" && depth === 0) {
      choices.push("");
      continue;
    }
    const piece = letter === "\\" ? text.slice(index, index + 2) : letter;
    choices[choices.length - 1] += piece;
    index += piece.length - 1;
  }
  return choices;
}

/** A set such as `[!a-z[:digit:]]`; `undefined` if it is not closed. */
function bracketSource(pattern: string, open: number): { readonly source: string; readonly end: number } | undefined {
  let index = open + 1;
  const negated = pattern[index] === "!" || pattern[index] === "^";
  if (negated) index++;
  let content = "";
  for (let first = true; index < pattern.length; first = false) {
    const letter = pattern[index] ?? "";
    if (letter === "]" && !first) {
      if (content === "") return { source: negated ? "[^]" : "[]", end: index + 1 };
      return { source: `[${negated ? "^" : ""}${content}]`, end: index + 1 };
    }
    const named = /^\[:(\w+):\]/.exec(pattern.slice(index, index + 12));
    if (named) {
      content += CLASSES[named[1] ?? ""] ?? "";
      index += named[0].length;
      continue;
    }
    const [low, after] = setMember(pattern, index);
    index = after;
    if (pattern[index] === "-" && pattern[index + 1] !== "]" && index + 1 < pattern.length) {
      const [high, end] = setMember(pattern, index + 1);
      index = end;
      if (low <= high) content += `${escapeSet(low)}-${escapeSet(high)}`;
    } else content += escapeSet(low);
  }
  return undefined;
}

function setMember(pattern: string, index: number): readonly [string, number] {
  const begin = pattern[index] === "\\" && index + 1 < pattern.length ? index + 1 : index;
  const letter = String.fromCodePoint(pattern.codePointAt(begin) ?? 0);
  return [letter, begin + letter.length];
}

function escapeSet(letter: string): string {
  return /[\\\]^[-]/.test(letter) ? `\\${letter}` : letter;
}

function escapeLetter(letter: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(letter) ? `\\${letter}` : letter;
}
