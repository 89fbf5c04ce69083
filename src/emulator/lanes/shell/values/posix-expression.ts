import { patternSource } from "./pattern.js";

/**
 * An extended regular expression of POSIX as one of JavaScript.
 * @throws SyntaxError if it is none
 */
export function posixExpression(source: string, { ignoreCase }: { readonly ignoreCase: boolean }): RegExp {
  let text = "";
  for (let index = 0; index < source.length;) {
    const letter = source[index] ?? "";
    if (letter === "\\") {
      const next = source[index + 1] ?? "";
      text += /[\w]/.test(next) && !/[bBwWsS]/.test(next) ? next : `\\${next}`;
      index += 2;
      continue;
    }
    if (letter === "[") {
      const end = bracketEnd(source, index);
      if (end === undefined) throw new SyntaxError("brackets that are not closed");
      // in brackets, backslashes stand for themselves
      text += patternSource(source.slice(index, end).replaceAll("\\", "\\\\"), {});
      index = end;
      continue;
    }
    if (letter === "{" && !/^\{\d*,?\d*\}/.test(source.slice(index))) text += "\\{";
    else if (letter === "}" && !/\{\d*,?\d*$/.test(source.slice(0, index))) text += "\\}";
    else if (letter === "]" || letter === "/") text += `\\${letter}`;
    else text += letter === "." ? "[^]" : letter;
    index++;
  }
  return new RegExp(text.replaceAll("{,", "{0,"), ignoreCase ? "iu" : "u");
}

function bracketEnd(source: string, open: number): number | undefined {
  let index = open + 1;
  if (source[index] === "^") index++;
  if (source[index] === "]") index++;
  for (; index < source.length; index++) {
    if (source[index] === "[" && source[index + 1] === ":") index = source.indexOf(":]", index) + 1;
    else if (source[index] === "]") return index + 1;
    if (index === 0) return undefined;
  }
  return undefined;
}
