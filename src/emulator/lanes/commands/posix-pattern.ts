/** How a pattern is written. */
export type PatternKind = "basic" | "extended" | "fixed" | "perl";

const CLASSES: Readonly<Record<string, string>> = {
  alnum: "\\p{L}\\p{N}",
  alpha: "\\p{L}",
  blank: " \\t",
  cntrl: "\\p{Cc}",
  digit: "0-9",
  graph: "!-~\\u{a1}-\\u{10ffff}",
  lower: "\\p{Ll}",
  print: " -~\\u{a0}-\\u{10ffff}",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\s",
  upper: "\\p{Lu}",
  xdigit: "0-9A-Fa-f",
};

const ESCAPED = /[\\^$.*+?()[\]{}|/]/g;

/**
 * A pattern of POSIX as one of this language, for flags `u`.
 * @throws Error with what is wrong in it
 */
export function patternSource(pattern: string, kind: PatternKind): string {
  if (kind === "fixed") return pattern.replaceAll(ESCAPED, "\\$&");
  if (kind === "perl")
    return pattern.replaceAll(/\[\[:(\w+):\]\]/g, (whole, name: string) => `[${CLASSES[name] ?? whole}]`);
  let source = "";
  for (let at = 0; at < pattern.length;) {
    const char = pattern.charAt(at);
    const isStart = source === "" || /(?:^|[^\\])(?:\(\?:|\(|\|)$/.test(source);
    if (char === "[") {
      const [text, length] = bracket(pattern.slice(at));
      source += text;
      at += length;
    } else if (char === "\\") {
      source += escape(pattern.charAt(at + 1), kind);
      at += 2;
    } else {
      source += plain(char, kind, isStart, pattern.slice(at));
      at++;
    }
  }
  return source;
}

/** What a character is that nothing stands before. */
function plain(char: string, kind: "basic" | "extended", isStart: boolean, rest: string): string {
  if (char === "*" && isStart) return "\\*";
  if (kind === "extended") {
    if (char === "{" && !/^\{\d*,?\d*\}/.test(rest)) return "\\{";
    if (char === "{" && rest.startsWith("{,")) return "{0";
    if (char === "}" || char === "]" || char === "/") return char === "}" ? "}" : `\\${char}`;
    return "+?".includes(char) && isStart ? `\\${char}` : char;
  }
  if (char === "^") return isStart ? "^" : "\\^";
  if (char === "$") return rest.length === 1 || /^\$\\[)|]/.test(rest) ? "$" : "\\$";
  return "+?(){}|]/".includes(char) ? `\\${char}` : char;
}

function escape(char: string, kind: "basic" | "extended"): string {
  if (char === "") throw new Error("Trailing backslash");
  if (kind === "basic" && "(){}|+?".includes(char)) return char;
  if ("wWsSbBdD".includes(char) || /[1-9]/.test(char)) return `\\${char}`;
  if (char === "<") return "\\b(?=\\w)";
  if (char === ">") return "\\b(?<=\\w)";
  if (char === "`") return "^";
  if (char === "'") return "$";
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

/** A set of characters. @returns it, and how long it is in the pattern */
function bracket(pattern: string): [source: string, length: number] {
  const isNot = pattern.charAt(1) === "^";
  let at = isNot ? 2 : 1;
  let inside = "";
  for (let isFirst = true; ; isFirst = false) {
    const char = pattern.charAt(at);
    if (char === "") throw new Error("Unmatched [, [^, [:, [., or [=");
    if (char === "]" && !isFirst) break;
    const [named, name = ""] = /^\[:(\w+):\]/.exec(pattern.slice(at)) ?? [];
    if (named !== undefined) {
      const known = CLASSES[name];
      if (known === undefined) throw new Error("Invalid character class name");
      inside += known;
      at += named.length;
      continue;
    }
    const next = pattern.charAt(at + 1);
    if (char === "-" && (isFirst || next === "]")) inside += "\\-";
    else inside += /[\\[\]^/(){}|$*+.?]/.test(char) ? `\\${char}` : char;
    at++;
  }
  return [`[${isNot ? "^" : ""}${inside}]`, at + 1];
}
