import { executeStatement } from "./execute.js";
import { DEPTH } from "./call-function.js";
import { ScriptReader, linesOf } from "./script-reader.js";
import type { Shell } from "./state/shell.js";
import { FunctionReturn, LineAbort, ShellSyntaxError } from "./values/control.js";

/** As `eval` has it, and traps. @returns its code */
export async function runText(shell: Shell, text: string, lineBase: number): Promise<number> {
  if (text.trim() === "") return 0;
  return nested(shell, lineBase, async () => {
    const reader = new ScriptReader(shell.parser, linesOf(text), text);
    shell.status = await runAll(shell, reader, lineBase, "eval: ");
    return shell.status;
  });
}

/** As `.` has it. @returns its code */
export async function runSource(shell: Shell, text: string, name: string): Promise<number> {
  shell.frames.push({ kind: "source", name, source: name, line: shell.line });
  shell.variables.push("temporary");
  try {
    return await nested(shell, 0, () => runAll(shell, new ScriptReader(shell.parser, linesOf(text), text), 0, ""));
  } catch (error) {
    if (error instanceof FunctionReturn) return error.code;
    throw error;
  } finally {
    shell.variables.pop();
    shell.frames.pop();
  }
}

async function nested(shell: Shell, lineBase: number, run: () => Promise<number>): Promise<number> {
  if (shell.depth >= DEPTH) throw new LineAbort(`maximum nesting level exceeded (${DEPTH})`);
  const { lineBase: before, line } = shell;
  shell.depth++;
  try {
    return await run();
  } catch (error) {
    if (error instanceof LineAbort) await shell.tellAbort(error);
    throw error;
  } finally {
    shell.depth--;
    shell.lineBase = before;
    if (lineBase > 0) shell.line = line;
  }
}

async function runAll(shell: Shell, reader: ScriptReader, lineBase: number, label: string): Promise<number> {
  let code = 0;
  for (;;) {
    try {
      const next = await reader.next();
      if (!next) return code;
      if (next.warning) {
        shell.line = next.warningLine;
        await shell.complain(next.warning);
      }
      shell.lineBase = lineBase + next.lineBase;
      await executeStatement(shell, next.statement);
      code = shell.status;
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      await complainOfSyntax(shell, error, lineBase, label);
      return 2;
    }
  }
}

/** Tells what is wrong, and shows the line. */
export async function complainOfSyntax(
  shell: Shell,
  error: ShellSyntaxError,
  lineBase: number,
  label: string,
): Promise<void> {
  const name = shell.frames.findLast(({ kind }) => kind === "source")?.source ?? shell.name;
  const lines = error.message.split("\n").map((line) => `${name}: ${label}line ${lineBase + error.line}: ${line}\n`);
  await shell.write(2, lines.join(""));
}
