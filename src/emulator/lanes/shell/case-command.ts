import { expandPattern, patternOptions } from "./expansion/text-operations.js";
import { expandString } from "./expansion/words.js";
import type { Command } from "./parsing/tree.js";
import type { Shell } from "./state/shell.js";
import { trace } from "./tracing.js";
import { writtenText } from "./written-text.js";
import { matchesPattern } from "./values/pattern.js";

export async function executeCase(shell: Shell, { word, items }: Command<"Case">): Promise<number> {
  const text = await expandString(shell, word);
  await trace(shell, () => `case ${writtenText(word)} in`);
  await shell.step();
  let code = 0;
  let falls = false;
  for (const { patterns, body, terminator } of items) {
    let matches = falls;
    for (const pattern of patterns) {
      if (matches) break;
      matches = matchesPattern(text, await expandPattern(shell, pattern), patternOptions(shell));
    }
    falls = false;
    if (!matches) continue;
    code = body.length === 0 ? 0 : await shell.evaluator.statements(shell, body);
    if (terminator === ";;") return code;
    falls = terminator === ";&";
  }
  return code;
}
