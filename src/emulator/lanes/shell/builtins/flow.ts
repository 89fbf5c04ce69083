import { wordsOf } from "../expansion/substitutions.js";
import { arithmeticText } from "../expansion/arithmetic-text.js";
import { evaluateForShell } from "../state/shell-arithmetic.js";
import type { Shell } from "../state/shell.js";
import { CommandError, FunctionReturn, LineAbort, LoopJump, ShellExit } from "../values/control.js";
import { textOf } from "../values/shell-text.js";
import { readAll } from "../expansion/substitutions.js";
import { ownDescriptor } from "../values/descriptor-path.js";
import type { Builtin } from "./builtin.js";

function loopJump(kind: "break" | "continue"): Builtin {
  return async (shell, args) => {
    if (shell.loops === 0) {
      await shell.complain(`${kind}: only meaningful in a \`for', \`while', or \`until' loop`);
      return 0;
    }
    const text = args[0] ?? "1";
    if (!/^[+-]?\d+$/.test(text)) {
      await shell.complain(`${kind}: ${text}: numeric argument required`);
      throw new ShellExit(128);
    }
    if (Number(text) < 1) {
      await shell.complain(`${kind}: ${text}: loop count out of range`);
      shell.status = 1;
      throw new LoopJump("break", shell.loops);
    }
    throw new LoopJump(kind, Math.min(Number(text), shell.loops));
  };
}

export const breakLoop: Builtin = loopJump("break");
export const continueLoop: Builtin = loopJump("continue");

export const returnFrom: Builtin = async (shell, args) => {
  if (shell.frames.length === 0) {
    throw new CommandError("return: can only `return' from a function or sourced script", 2);
  }
  throw new FunctionReturn(await codeOf(shell, "return", args));
};

export const exit: Builtin = async (shell, args) => {
  if (shell.interactive && shell.subshell === 0) await shell.write(2, "exit\n");
  throw new ShellExit(await codeOf(shell, "exit", args));
};

async function codeOf(shell: Shell, name: string, args: readonly string[]): Promise<number> {
  const [text] = args[0] === "--" ? args.slice(1) : args;
  if (text === undefined) return shell.status;
  if (!/^\s*[+-]?\d+\s*$/.test(text)) {
    await shell.complain(`${name}: ${text}: numeric argument required`);
    return 2;
  }
  if (args.length > 1 && args[0] !== "--") throw new LineAbort(`${name}: too many arguments`);
  return Number(BigInt.asUintN(8, BigInt(text.trim().replace(/^\+/, ""))));
}

export const evaluate: Builtin = async (shell, args) => {
  const words = args[0] === "--" ? args.slice(1) : args;
  shell.xtraceDepth++;
  try {
    return await shell.evaluator.text(shell, words.join(" "), shell.line - 1);
  } finally {
    shell.xtraceDepth--;
  }
};

export const source: Builtin = async (shell, args, name) => {
  const words = args[0] === "--" ? args.slice(1) : args;
  const [file, ...positional] = words;
  if (file === undefined)
    throw new CommandError(`${name}: filename argument required\n${name}: usage: ${name} filename [arguments]`, 2);
  const text = await readSource(shell, file, name);
  const before = shell.positional;
  if (positional.length > 0) shell.positional = positional;
  try {
    return await shell.evaluator.source(shell, text, file);
  } finally {
    if (positional.length > 0) shell.positional = before;
  }
};

async function readSource(shell: Shell, file: string, name: string): Promise<string> {
  const own = ownDescriptor(file);
  const input = own === undefined ? undefined : shell.process.files.get(own);
  if (input) return textOf(await readAll(shell, input));
  const path = file.includes("/") ? shell.path(file) : searchSource(shell, file);
  const info = shell.system.fs.stat(path);
  if (info?.type === "directory") throw new CommandError(`${name}: ${file}: is a directory`);
  try {
    return textOf(shell.system.fs.readFile(path));
  } catch (error) {
    throw new CommandError(`${file}: ${wordsOf(error as { code?: string; message: string })}`);
  }
}

function searchSource(shell: Shell, file: string): string {
  for (const directory of (shell.variables.get("PATH") ?? "").split(":")) {
    const path = `${directory}/${file}`;
    if (directory !== "" && shell.system.fs.stat(path)?.type === "file") return path;
  }
  return shell.path(file);
}

export const shift: Builtin = async (shell, args) => {
  const text = args[0] ?? "1";
  if (!/^[+-]?\d+$/.test(text)) throw new CommandError(`shift: ${text}: numeric argument required`);
  const count = Number(text);
  if (count < 0) throw new CommandError(`shift: ${text}: shift count out of range`);
  if (count > shell.positional.length) return 1;
  shell.positional = shell.positional.slice(count);
  return 0;
};

export const letCommand: Builtin = async (shell, args) => {
  if (args.length === 0) throw new CommandError("let: expression expected");
  let value = 0n;
  for (const text of args) value = evaluateForShell(shell, await arithmeticText(shell, text), "let: ");
  return value === 0n ? 1 : 0;
};

export const caller: Builtin = async (shell, args) => {
  const level = Number(args[0] ?? "0");
  const frames = shell.frames.toReversed();
  const frame = frames[level];
  const outer = frames[level + 1];
  if (!frame || (shell.mode === "command" && !outer)) return 1;
  const file = outer?.source ?? (shell.mode === "file" ? shell.name : "NULL");
  await shell.print(args.length === 0 ? `${frame.line} ${file}\n` : `${frame.line} ${outer?.name ?? "main"} ${file}\n`);
  return 0;
};
