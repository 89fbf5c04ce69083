import type { WordNode } from "../parsing/tree.js";
import type { Shell } from "../state/shell.js";
import { LineAbort } from "../values/control.js";
import { hasWildcards } from "../values/pattern.js";
import { expandBraces } from "./braces.js";
import { expandPartsToText } from "./parts-to-text.js";
import { Fields, type Field } from "../values/fields.js";
import { globPaths } from "./glob.js";

/** The arguments that words of a command stand for. */
export async function expandWords(shell: Shell, words: readonly WordNode[]): Promise<string[]> {
  const result: string[] = [];
  for (const word of words) {
    const [only] = word.parts;
    if (word.parts.length === 1 && only?.type === "Literal") {
      result.push(only.value);
      continue;
    }
    for (const each of expandBraces(word)) {
      for (const field of await expandFields(shell, each)) result.push(...expandPaths(shell, field));
    }
  }
  return result;
}

async function expandFields(shell: Shell, word: WordNode): Promise<readonly Field[]> {
  const fields = new Fields(shell.variables.get("IFS") ?? " \t\n");
  await shell.evaluator.parts(shell, word.parts, fields, {});
  return fields.finish();
}

function expandPaths(shell: Shell, field: Field): readonly string[] {
  if (field.plain || shell.options.has("noglob")) return [field.text];
  const pattern = field.pattern();
  if (!hasWildcards(pattern, true)) return [field.text];
  const paths = globPaths(shell, pattern);
  if (paths.length > 0) return paths;
  if (shell.options.shopt("failglob")) throw new LineAbort(`no match: ${field.text}`);
  return shell.options.shopt("nullglob") ? [] : [field.text];
}

/** As in assignments: one text, neither split nor matched with paths. */
export function expandString(shell: Shell, word: WordNode): Promise<string> {
  return expandPartsToText(shell, word.parts);
}

/** As for redirections: one path. @throws LineAbort if it is several */
export async function expandPath(shell: Shell, word: WordNode, written: string): Promise<string> {
  const words = await expandWords(shell, [word]);
  const [path] = words;
  if (words.length !== 1 || path === undefined) throw new LineAbort(`${written}: ambiguous redirect`);
  return path;
}

/** The regular expression of `=~`, in which what was quoted stands for itself. */
export async function expandExpression(shell: Shell, word: WordNode): Promise<string> {
  const fields = new Fields(undefined);
  for (const part of word.parts) {
    // the parser has taken the backslash off
    if (part.type === "Escaped") fields.add(part.value, "quoted");
    else await shell.evaluator.parts(shell, [part], fields, {});
  }
  return fields.finish()[0]?.expression() ?? "";
}
