import { readLine } from "./builtins/read-line.js";
import { executeLoopBody } from "./loops.js";
import type { StatementNode } from "./parsing/tree.js";
import type { Shell } from "./state/shell.js";
import { expandPrompt } from "./expansion/prompt-text.js";

/** `select name in words`: a menu on standard error, answers from standard input. */
export async function executeSelect(
  shell: Shell,
  name: string,
  values: readonly string[],
  body: readonly StatementNode[],
): Promise<number> {
  if (values.length === 0) return 0;
  const menu = values.map((value, index) => `${String(index + 1).padStart(String(values.length).length)}) ${value}\n`);
  let shown = false;
  for (;;) {
    if (!shown) await shell.write(2, menu.join(""));
    shown = true;
    await shell.write(2, await expandPrompt(shell, shell.variables.get("PS3") ?? "#? "));
    const line = await readLine(shell, 0, { delimiter: "\n" });
    if (line.ended) {
      await shell.write(2, "\n");
      return 1;
    }
    const answer = line.text.trim();
    shell.variables.set("REPLY", line.text);
    if (answer === "") {
      shown = false;
      continue;
    }
    shell.variables.set(name, /^\d+$/.test(answer) ? (values[Number(answer) - 1] ?? "") : "");
    if (await executeLoopBody(shell, body)) return shell.status;
  }
}
