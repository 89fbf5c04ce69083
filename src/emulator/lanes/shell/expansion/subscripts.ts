import { rawParts } from "../parsing/raw-words.js";
import type { Shell } from "../state/shell.js";
import { expandPartsToText } from "./parts-to-text.js";

/** What stands in brackets, with its dollars and, for associative arrays, its quotes replaced. */
export async function expandSubscript(shell: Shell, name: string, text: string): Promise<string> {
  if (/^\w+$/.test(text)) return text;
  const table = shell.variables.find(name)?.table !== undefined;
  if (!/[$`'"\\]/.test(text)) return text;
  return expandPartsToText(shell, rawParts(shell.parser, text, { quotes: table ? "word" : "remove" }));
}
