import type { WordPart } from "../parsing/tree.js";
import type { PartsContext } from "../state/evaluator.js";
import type { Shell } from "../state/shell.js";
import { Fields } from "../values/fields.js";

/** Expands parts of a word, without quotes around, to one text. */
export async function expandPartsToText(
  shell: Shell,
  parts: readonly WordPart[],
  context: PartsContext = {},
): Promise<string> {
  const [only] = parts;
  if (parts.length === 1 && only?.type === "Literal") return only.value;
  const fields = new Fields(undefined);
  await shell.evaluator.parts(shell, parts, fields, context);
  return fields
    .finish()
    .map(({ text }) => text)
    .join(" ");
}
