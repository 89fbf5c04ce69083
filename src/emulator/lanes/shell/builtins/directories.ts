import { wordsOf } from "../expansion/substitutions.js";
import type { Shell } from "../state/shell.js";
import { CommandError } from "../values/control.js";
import { parseOptions } from "./builtin.js";
import { tell } from "./echo.js";

export async function cd(shell: Shell, args: readonly string[]): Promise<number> {
  const { flags, rest } = parseOptions("cd", args, "LPe@", "cd [-L|[-P [-e]] [-@]] [dir]");
  if (rest.length > 1) throw new CommandError("cd: too many arguments");
  const [target] = rest;
  if (target === undefined) {
    const home = shell.variables.get("HOME");
    if (home === undefined) throw new CommandError("cd: HOME not set");
    change(shell, "cd", home, home, flags.has("P"));
    return 0;
  }
  if (target === "-") {
    const before = shell.variables.get("OLDPWD");
    if (before === undefined) throw new CommandError("cd: OLDPWD not set");
    change(shell, "cd", before, before, flags.has("P"));
    await tell(shell, "cd", `${shell.process.cwd}\n`);
    return 0;
  }
  const searched = searchPath(shell, target);
  change(shell, "cd", searched ?? target, target, flags.has("P"));
  if (searched !== undefined) await tell(shell, "cd", `${shell.process.cwd}\n`);
  return 0;
}

/** By `CDPATH`. */
function searchPath(shell: Shell, target: string): string | undefined {
  const path = shell.variables.get("CDPATH");
  if (!path || /^\.{0,2}\//.test(target) || target === "." || target === "..") return undefined;
  for (const directory of path.split(":")) {
    if (directory === "" || directory === ".") continue;
    const candidate = `${directory}/${target}`;
    if (shell.system.fs.stat(shell.path(candidate))?.type === "directory") return candidate;
  }
  return undefined;
}

/** @throws CommandError if it is no directory */
function change(shell: Shell, name: string, target: string, shown: string, physical: boolean): void {
  if (target === "") return;
  const normal = normalize(shell.path(target));
  const info = shell.system.fs.stat(normal);
  if (!info) throw new CommandError(`${name}: ${shown}: No such file or directory`);
  if (info.type !== "directory") throw new CommandError(`${name}: ${shown}: Not a directory`);
  let path = normal;
  try {
    if (physical || shell.options.has("physical")) path = shell.system.fs.realpath(normal);
  } catch (error) {
    throw new CommandError(`${name}: ${shown}: ${wordsOf(error as { code?: string; message: string })}`);
  }
  shell.variables.set("OLDPWD", shell.variables.get("PWD") ?? shell.process.cwd);
  shell.process.cwd = path;
  shell.variables.set("PWD", path);
}

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

export async function pwd(shell: Shell, args: readonly string[]): Promise<number> {
  const { flags } = parseOptions("pwd", args, "LP", "pwd [-LP]");
  const { cwd } = shell.process;
  await tell(shell, "pwd", `${flags.has("P") ? shell.system.fs.realpath(cwd) : cwd}\n`);
  return 0;
}

function stackOf(shell: Shell): string[] {
  return [shell.process.cwd, ...shell.directories];
}

/** Makes a stack what it is; its first is where the shell is. */
function setStack(shell: Shell, stack: readonly string[], name: string, shown: string, move: boolean): void {
  const [first, ...rest] = stack;
  if (move && first !== undefined) change(shell, name, first, shown, false);
  shell.directories.splice(0, shell.directories.length, ...rest);
}

function short(shell: Shell, path: string): string {
  const home = shell.variables.get("HOME");
  return home && home !== "/" && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path;
}

async function show(shell: Shell, name: string): Promise<number> {
  await tell(
    shell,
    name,
    `${stackOf(shell)
      .map((path) => short(shell, path))
      .join(" ")}\n`,
  );
  return 0;
}

/** The index that `+2` or `-1` stands for. */
function indexOf(name: string, stack: readonly string[], text: string): number {
  const index = text.startsWith("+") ? Number(text.slice(1)) : stack.length - 1 - Number(text.slice(1));
  if (index < 0 || index >= stack.length) {
    throw new CommandError(
      stack.length === 1 ? `${name}: directory stack empty` : `${name}: ${text}: directory stack index out of range`,
    );
  }
  return index;
}

export async function pushd(shell: Shell, args: readonly string[]): Promise<number> {
  const stays = args[0] === "-n";
  const [target] = stays ? args.slice(1) : args;
  const stack = stackOf(shell);
  const [first = "/", second, ...rest] = stack;
  if (target === undefined) {
    if (second === undefined) throw new CommandError("pushd: no other directory");
    setStack(shell, [second, first, ...rest], "pushd", second, !stays);
  } else if (/^[+-]\d+$/.test(target)) {
    const index = indexOf("pushd", stack, target);
    setStack(shell, [...stack.slice(index), ...stack.slice(0, index)], "pushd", target, !stays);
  } else if (stays) shell.directories.unshift(target);
  else {
    change(shell, "pushd", target, target, false);
    shell.directories.unshift(first);
  }
  return show(shell, "pushd");
}

export async function popd(shell: Shell, args: readonly string[]): Promise<number> {
  const stays = args[0] === "-n";
  const [target = "+0"] = stays ? args.slice(1) : args;
  const stack = stackOf(shell);
  if (stack.length === 1) throw new CommandError("popd: directory stack empty");
  if (!/^[+-]\d+$/.test(target))
    throw new CommandError(`popd: ${target}: invalid argument\npopd: usage: popd [-n] [+N | -N]`, 2);
  const index = indexOf("popd", stack, target);
  setStack(shell, stack.toSpliced(index, 1), "popd", stack[index + 1] ?? "", index === 0 && !stays);
  return show(shell, "popd");
}

export async function dirs(shell: Shell, args: readonly string[]): Promise<number> {
  const numbered = args.find((arg) => /^[+-]\d+$/.test(arg));
  const { flags } = parseOptions(
    "dirs",
    args.filter((arg) => arg !== numbered),
    "clpv",
    "dirs [-clpv] [+N] [-N]",
  );
  if (flags.has("c")) {
    shell.directories.length = 0;
    return 0;
  }
  const stack = stackOf(shell);
  const texts = stack.map((path) => (flags.has("l") ? path : short(shell, path)));
  if (numbered !== undefined) {
    await tell(shell, "dirs", `${texts[indexOf("dirs", stack, numbered)]}\n`);
    return 0;
  }
  if (flags.has("v"))
    await tell(shell, "dirs", texts.map((text, index) => `${String(index).padStart(2)}  ${text}\n`).join(""));
  else await tell(shell, "dirs", `${texts.join(flags.has("p") ? "\n" : " ")}\n`);
  return 0;
}
