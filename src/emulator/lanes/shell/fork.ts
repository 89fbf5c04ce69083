import { ShellError } from "../processes/open-file.js";
import type { OwnProcess, Process } from "../processes/process.js";
import { runExitTrap } from "./run-traps.js";
import { startProcess } from "./start-process.js";
import type { ForkOptions } from "./state/evaluator.js";
import { Shell } from "./state/shell.js";
import { FunctionReturn, LineAbort, LoopJump, ShellExit, ShellKilled } from "./values/control.js";

/** Starts a part of a shell as a process of its own, with a copy of the shell's state as it is now. */
export function fork(
  shell: Shell,
  run: (part: Shell) => Promise<number>,
  options: ForkOptions,
): Process | Promise<Process> {
  const part = new Shell(shell.process, shell.parser, shell.evaluator, shell);
  const files = new Map(shell.process.files);
  for (const [fd, file] of options.files ?? []) files.set(fd, file);
  return startProcess(shell, {
    argv: options.argv ?? [shell.name],
    env: shell.variables.environment(),
    cwd: shell.process.cwd,
    files,
    ...(options.ownGroup ? { ownGroup: true } : {}),
    program: async (own: OwnProcess) => {
      part.attach(own);
      if (options.background && !options.ownGroup) {
        own.onSignal("SIGINT", "ignore");
        own.onSignal("SIGQUIT", "ignore");
      }
      return runToEnd(part, () => run(part));
    },
  });
}

/** Runs a shell until its end, with what it has set for its end. */
export async function runToEnd(shell: Shell, run: () => Promise<number>): Promise<number> {
  let code: number;
  try {
    code = await run();
  } catch (error) {
    const ended = await endingOf(shell, error);
    if (ended === undefined) throw error;
    code = ended;
  }
  try {
    return (await runExitTrap(shell, code)) & 255;
  } catch (error) {
    const ended = await endingOf(shell, error);
    if (ended === undefined) throw error;
    return ended & 255;
  }
}

/** The code with which an error on its way out of a shell ends it; `undefined`: it is none of the shell's. */
async function endingOf(shell: Shell, error: unknown): Promise<number | undefined> {
  if (error instanceof ShellExit || error instanceof FunctionReturn) return error.code;
  if (error instanceof LoopJump) return 0;
  if (error instanceof ShellKilled || shell.process.killed.aborted) return 137;
  if (error instanceof LineAbort) {
    await shell.tellAbort(error);
    // bash has 127 for `-c` itself alone
    return error.fatal && (shell.mode !== "command" || shell.subshell > 0) ? 1 : error.code;
  }
  if (error instanceof ShellError) {
    await shell.complain(error.message);
    return 1;
  }
  return undefined;
}
