import type { Operation, WordNode, WordPart } from "../parsing/tree.js";
import type { Shell } from "../state/shell.js";
import { matchesPattern, patternExpression, patternSource, type PatternOptions } from "../values/pattern.js";
import { lettersOf } from "../values/shell-text.js";
import { Fields } from "../values/fields.js";

/** A word as a pattern, in which what was quoted stands for itself. */
export async function expandPattern(shell: Shell, word: WordNode): Promise<string> {
  const fields = new Fields(undefined);
  await shell.evaluator.parts(shell, word.parts, fields, {});
  return fields.finish()[0]?.pattern() ?? "";
}

export function patternOptions(shell: Shell): PatternOptions {
  return { extended: true, ignoreCase: shell.options.shopt("nocasematch") };
}

export async function removePattern(
  shell: Shell,
  { pattern, side, greedy }: Operation<"PatternRemoval">,
): Promise<(text: string) => string> {
  const source = await expandPattern(shell, pattern);
  const options = { extended: true };
  if (/[?*+@!]\(/.test(source)) return (text) => removeExtended(text, source, side, greedy);
  if (side === "prefix") {
    const expression = new RegExp(`^(?:${patternSource(source, { ...options, lazy: !greedy })})`, "u");
    return (text) => text.replace(expression, "");
  }
  const expression = new RegExp(`^([^]*${greedy ? "?" : ""})(?:${patternSource(source, options)})$`, "u");
  return (text) => text.replace(expression, "$1");
}

function removeExtended(text: string, pattern: string, side: "prefix" | "suffix", greedy: boolean): string {
  const letters = lettersOf(text);
  const expression = patternExpression(pattern, { extended: true });
  for (let count = 0; count <= letters.length; count++) {
    const length = greedy ? letters.length - count : count;
    const cut = side === "prefix" ? letters.slice(0, length) : letters.slice(letters.length - length);
    if (!expression.test(cut.join(""))) continue;
    return (side === "prefix" ? letters.slice(length) : letters.slice(0, letters.length - length)).join("");
  }
  return text;
}

export async function replacePattern(
  shell: Shell,
  { pattern, replacement, all, anchor }: Operation<"PatternReplacement">,
): Promise<(text: string) => string> {
  const source = await expandPattern(shell, pattern);
  const insert = await replacementText(shell, replacement?.parts ?? []);
  if (source === "") {
    if (anchor === "start") return (text) => insert("") + text;
    return anchor === "end" ? (text) => text + insert("") : (text) => text;
  }
  const begin = anchor === "start" ? "^" : "";
  const end = anchor === "end" ? "$" : "";
  const flags = `u${all ? "g" : ""}${shell.options.shopt("nocasematch") ? "i" : ""}`;
  const expression = new RegExp(`${begin}(?:${patternSource(source, { extended: true })})${end}`, flags);
  return (text) => text.replace(expression, (found) => (found === "" && text !== "" ? "" : insert(found)));
}

/** An `&` without quotes is what was found. */
async function replacementText(shell: Shell, parts: readonly WordPart[]): Promise<(found: string) => string> {
  const pieces: (string | undefined)[] = [];
  for (const part of parts) {
    const fields = new Fields(undefined);
    await shell.evaluator.parts(shell, [part], fields, {});
    const text = fields.finish()[0]?.text ?? "";
    const active = part.type !== "DoubleQuoted" && part.type !== "SingleQuoted" && part.type !== "Escaped";
    if (!active || !text.includes("&") || !shell.options.shopt("patsub_replacement")) {
      pieces.push(text);
      continue;
    }
    for (const piece of text.split(/(\\&|&)/)) pieces.push(piece === "&" ? undefined : piece === "\\&" ? "&" : piece);
  }
  return (found) => pieces.map((piece) => piece ?? found).join("");
}

export async function changeCase(
  shell: Shell,
  { direction, all, pattern }: Operation<"CaseModification">,
): Promise<(text: string) => string> {
  const source = pattern ? (writtenPattern(pattern) ?? (await expandPattern(shell, pattern))) : undefined;
  const matches = (letter: string) => source === undefined || source === "" || matchesPattern(letter, source);
  const turn = (letter: string) => {
    if (!matches(letter)) return letter;
    return direction === "upper" ? letter.toUpperCase() : letter.toLowerCase();
  };
  return (text) => {
    const letters = lettersOf(text);
    return all ? letters.map(turn).join("") : [...letters.slice(0, 1).map(turn), ...letters.slice(1)].join("");
  };
}

/** The parser leaves this pattern as it was written. */
function writtenPattern({ parts }: WordNode): string | undefined {
  const [only] = parts;
  return parts.length === 1 && only?.type === "Literal" ? only.value : undefined;
}
