import type { CommandNode } from "./parsing/tree.js";
import { Redirections } from "./redirections.js";
import { runReturnTrap } from "./run-traps.js";
import type { ShellFunction } from "./state/evaluator.js";
import type { Shell } from "./state/shell.js";
import { FunctionReturn, LineAbort } from "./values/control.js";

/** Calls of functions in each other, and texts that are evaluated in each other. */
export const DEPTH = 2000;

export async function callFunction(
  shell: Shell,
  name: string,
  definition: ShellFunction,
  args: readonly string[],
): Promise<number> {
  const limit = Number(shell.variables.get("FUNCNEST") ?? DEPTH) || DEPTH;
  const nested = shell.frames.filter(({ kind }) => kind === "function").length;
  if (nested >= limit || shell.depth >= DEPTH) {
    throw new LineAbort(`${name}: maximum function nesting level exceeded (${Math.min(limit, DEPTH)})`);
  }
  const { positional, loops, lineBase, line } = shell;
  const redirections = new Redirections(shell);
  await redirections.apply(definition.redirections);
  shell.frames.push({ kind: "function", name, source: definition.source, line: shell.line });
  shell.variables.push("function");
  shell.positional = args;
  shell.loops = 0;
  shell.lineBase = definition.lineBase;
  shell.depth++;
  shell.held++;
  const trap = shell.traps.get("RETURN");
  if (!shell.options.has("functrace")) shell.traps.set("RETURN", undefined);
  try {
    return await run(shell, definition.body);
  } catch (error) {
    if (error instanceof LineAbort) await shell.tellAbort(error);
    throw error;
  } finally {
    await runReturnTrap(shell);
    if (trap !== undefined && shell.traps.get("RETURN") === undefined) shell.traps.set("RETURN", trap);
    shell.held--;
    shell.depth--;
    shell.lineBase = lineBase;
    shell.line = line;
    shell.loops = loops;
    shell.positional = positional;
    shell.variables.pop();
    shell.frames.pop();
    redirections.restore();
  }
}

async function run(shell: Shell, body: CommandNode): Promise<number> {
  try {
    await shell.evaluator.command(shell, body, {});
    return shell.status;
  } catch (error) {
    if (error instanceof FunctionReturn) return error.code;
    throw error;
  }
}
