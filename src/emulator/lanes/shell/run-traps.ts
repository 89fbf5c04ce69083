import type { Shell } from "./state/shell.js";
import { ShellExit } from "./values/control.js";

/** Runs the commands of signals that have come. */
export async function runPendingTraps(shell: Shell): Promise<void> {
  while (shell.traps.hasPending) {
    const name = shell.traps.takePending();
    const command = name === undefined ? undefined : shell.traps.get(name);
    if (command) await runTrap(shell, command);
  }
}

/** `$?` is afterwards what it was before. */
export async function runTrap(shell: Shell, command: string): Promise<void> {
  const { status, line, lineBase } = shell;
  try {
    await shell.evaluator.text(shell, command, line - 1);
  } finally {
    shell.line = line;
    shell.lineBase = lineBase;
  }
  shell.status = status;
}

/** @returns the code with which the shell ends */
export async function runExitTrap(shell: Shell, code: number): Promise<number> {
  const command = shell.traps.get("EXIT");
  shell.status = code;
  if (!command || shell.process.killed.aborted) return code;
  shell.traps.set("EXIT", undefined);
  try {
    await runTrap(shell, command);
    return code;
  } catch (error) {
    if (error instanceof ShellExit) return error.code;
    throw error;
  }
}

/** `ERR`, unless it is in a function that does not inherit it. */
export async function runErrorTrap(shell: Shell): Promise<void> {
  const command = shell.traps.get("ERR");
  if (!command || shell.trapping || (inFunction(shell) && !shell.options.has("errtrace"))) return;
  await guarded(shell, command);
}

/** `DEBUG`, before a simple command. */
export async function runDebugTrap(shell: Shell): Promise<void> {
  const command = shell.traps.get("DEBUG");
  if (!command || shell.trapping || (inFunction(shell) && !shell.options.has("functrace"))) return;
  await guarded(shell, command);
}

export async function runReturnTrap(shell: Shell): Promise<void> {
  const command = shell.traps.get("RETURN");
  if (command && !shell.trapping) await guarded(shell, command);
}

function inFunction(shell: Shell): boolean {
  return shell.frames.some(({ kind }) => kind === "function");
}

async function guarded(shell: Shell, command: string): Promise<void> {
  shell.trapping = true;
  try {
    await runTrap(shell, command);
  } finally {
    shell.trapping = false;
  }
}
