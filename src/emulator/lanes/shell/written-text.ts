import type { WordNode, WordPart } from "./parsing/tree.js";

/** A word as it was written, as far as messages show it. */
export function writtenText({ parts }: Pick<WordNode, "parts">): string {
  return parts.map(partText).join("");
}

function partText(part: WordPart): string {
  switch (part.type) {
    case "Literal":
      return part.value;
    case "SingleQuoted":
      return `'${part.value}'`;
    case "Escaped":
      return `\\${part.value}`;
    case "DoubleQuoted":
      return `"${writtenText(part)}"`;
    case "Glob":
      return part.pattern;
    case "ParameterExpansion":
      if (part.operation) return "";
      return /^\w$|^[A-Za-z_]\w*$|^[@*#?$!-]$/.test(part.parameter) ? `$${part.parameter}` : `\${${part.parameter}}`;
    default:
      return "";
  }
}
