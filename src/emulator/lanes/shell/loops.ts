import type { StatementNode } from "./parsing/tree.js";
import type { Shell } from "./state/shell.js";
import { LoopJump } from "./values/control.js";

/** Failures in it do not end the shell. */
export async function executeTest(shell: Shell, statements: readonly StatementNode[]): Promise<boolean> {
  shell.conditions++;
  try {
    return (await shell.evaluator.statements(shell, statements)) === 0;
  } finally {
    shell.conditions--;
  }
}

/** @returns whether the loop is over */
export async function executeLoopBody(shell: Shell, body: readonly StatementNode[]): Promise<boolean> {
  await shell.step();
  shell.loops++;
  try {
    await shell.evaluator.statements(shell, body);
    return false;
  } catch (error) {
    if (!(error instanceof LoopJump)) throw error;
    shell.status = 0;
    if (error.levels > 1 && shell.loops > 1) {
      error.levels--;
      throw error;
    }
    return error.kind === "break";
  } finally {
    shell.loops--;
  }
}
