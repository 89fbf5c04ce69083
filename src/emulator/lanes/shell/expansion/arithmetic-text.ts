import { rawParts } from "../parsing/raw-words.js";
import { SHIFT } from "../parsing/source-marks.js";
import { evaluateForShell } from "../state/shell-arithmetic.js";
import type { Shell } from "../state/shell.js";
import { expandPartsToText } from "./parts-to-text.js";

/** An expression as it was written. */
export async function expandArithmetic(shell: Shell, written: string): Promise<bigint> {
  const text = await arithmeticText(shell, written);
  return evaluateForShell(shell, text);
}

/** With everything that has a dollar replaced. */
export async function arithmeticText(shell: Shell, written: string): Promise<string> {
  // the parser puts blanks into operators
  const text = written
    .replaceAll(SHIFT, "<<")
    .replaceAll("\\\n", "")
    .replace(/([<>&|])\s+(?=[<>&|=])/g, "$1");
  return expandPartsToText(shell, rawParts(shell.parser, text, { quotes: "remove" }), { quoted: true });
}
