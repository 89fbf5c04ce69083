import { findProgram } from "./command-search.js";
import type { ReplaceOptions } from "./state/evaluator.js";
import type { Shell } from "./state/shell.js";
import { CommandError, ShellExit } from "./values/control.js";

/**
 * Runs a program as this very process, as `exec` has it; the shell is gone then.
 * @throws ShellExit when it has ended, or if there is none
 */
export async function replaceProcess(shell: Shell, words: readonly string[], options: ReplaceOptions): Promise<never> {
  const [name = ""] = words;
  const found = findProgram(shell, name);
  if (typeof found === "string") {
    const code = found.endsWith("not found") || found.endsWith("No such file or directory") ? 127 : 126;
    const message = options.environment ? `exec: ${found.replace("command not found", "not found")}` : found;
    if (!options.environment) throw new CommandError(message, code);
    await shell.complain(found.endsWith("No such file or directory") || code === 126 ? found : message);
    if (shell.interactive) throw new CommandError("", code);
    throw new ShellExit(code);
  }
  const environment = options.environment ?? shell.variables.environment();
  shell.traps.set("EXIT", undefined);
  shell.traps.reset();
  const { env } = shell.process;
  env.clear();
  for (const [key, value] of environment) env.set(key, value);
  const argv = options.name === undefined ? words : [options.name, ...words.slice(1)];
  throw new ShellExit(await shell.process.exec(argv, found.program));
}
