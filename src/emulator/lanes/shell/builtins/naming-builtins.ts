import type { Shell } from "../state/shell.js";
import { CommandError } from "../values/control.js";
import { quoteAlways } from "../values/shell-quoting.js";
import { parseOptions } from "./builtin.js";
import { describeFunction } from "./describe-variable.js";
import { tell } from "./echo.js";

const KEYWORDS = new Set([
  "!", "[[", "]]", "case", "coproc", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in",
  "select", "then", "time", "until", "while", "{", "}",
]); // prettier-ignore
const STANDARD_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

type Kind = "alias" | "keyword" | "function" | "builtin" | "file";

interface Found {
  readonly kind: Kind;
  readonly path: string;
}

function findAll(shell: Shell, name: string, path?: string): readonly Found[] {
  const found: Found[] = [];
  const add = (kind: Kind, text = "") => found.push({ kind, path: text });
  if (shell.options.shopt("expand_aliases") && shell.aliases.has(name)) add("alias", shell.aliases.get(name));
  if (KEYWORDS.has(name)) add("keyword");
  if (shell.functions.has(name)) add("function");
  if (shell.evaluator.isBuiltin(name)) add("builtin");
  const program = shell.system.find(name, path ?? shell.variables.get("PATH"), shell.process.cwd);
  if (program.kind === "program" && !program.isLacking) add("file", program.path);
  return found;
}

export async function type(shell: Shell, args: readonly string[]): Promise<number> {
  const { flags, rest } = parseOptions("type", args, "aftpP", "type [-afptP] name [name ...]");
  let code = 0;
  for (const name of rest) {
    let found = findAll(shell, name).filter(({ kind }) => !flags.has("f") || kind !== "function");
    if (flags.has("P")) found = found.filter(({ kind }) => kind === "file");
    if (!flags.has("a")) found = found.slice(0, 1);
    if (found.length === 0) {
      code = 1;
      if (!flags.has("t") && !flags.has("p") && !flags.has("P")) await shell.complain(`type: ${name}: not found`);
    }
    for (const each of found) {
      if (flags.has("t")) await tell(shell, "type", `${each.kind}\n`);
      else if (flags.has("p") || flags.has("P"))
        await tell(shell, "type", each.kind === "file" ? `${each.path}\n` : "");
      else await tell(shell, "type", await describe(shell, name, each));
    }
  }
  return code;
}

async function describe(shell: Shell, name: string, { kind, path }: Found): Promise<string> {
  const definition = shell.functions.get(name);
  if (kind === "function" && definition)
    return `${name} is a function\n${describeFunction(shell.parser, name, definition)}`;
  if (kind === "alias") return `${name} is aliased to \`${path}'\n`;
  if (kind === "keyword") return `${name} is a shell keyword\n`;
  return kind === "builtin" ? `${name} is a shell builtin\n` : `${name} is ${path}\n`;
}

export async function command(shell: Shell, args: readonly string[]): Promise<number> {
  const { flags, rest } = parseOptions("command", args, "pvV", "command [-pVv] command [arg ...]");
  if (!flags.has("v") && !flags.has("V")) {
    if (rest.length === 0) return 0;
    return shell.evaluator.words(shell, rest, { functions: false, builtins: true });
  }
  let code = rest.length === 0 ? 0 : 1;
  for (const name of rest) {
    const [found] = findAll(shell, name, flags.has("p") ? STANDARD_PATH : undefined);
    if (!found) {
      if (flags.has("V")) await shell.complain(`command: ${name}: not found`);
      continue;
    }
    code = 0;
    if (flags.has("V")) await tell(shell, "command", await describe(shell, name, found));
    else if (found.kind === "alias") await tell(shell, "command", `alias ${name}=${quoteAlways(found.path)}\n`);
    else await tell(shell, "command", `${found.kind === "file" ? found.path : name}\n`);
  }
  return code;
}

export async function builtin(shell: Shell, args: readonly string[]): Promise<number> {
  const words = args[0] === "--" ? args.slice(1) : args;
  const [name] = words;
  if (name === undefined) return 0;
  if (!shell.evaluator.isBuiltin(name)) throw new CommandError(`builtin: ${name}: not a shell builtin`);
  return shell.evaluator.words(shell, words, { functions: false, builtins: true });
}

export async function hash(shell: Shell, args: readonly string[]): Promise<number> {
  const { flags, rest } = parseOptions("hash", args, "lrp:dt", "hash [-lr] [-p pathname] [-dt] [name ...]");
  if (flags.has("r")) shell.hashed.clear();
  if (flags.has("t")) {
    for (const name of rest) {
      const path = shell.hashed.get(name);
      if (path === undefined) throw new CommandError(`hash: ${name}: not found`);
      await tell(shell, "hash", rest.length > 1 ? `${name}\t${path}\n` : `${path}\n`);
    }
    return 0;
  }
  let code = 0;
  for (const name of rest) {
    if (flags.has("d")) shell.hashed.delete(name);
    else if (flags.has("p")) shell.hashed.set(name, flags.get("p") ?? "");
    else {
      const found = findAll(shell, name).find(
        ({ kind }) => kind === "file" || kind === "builtin" || kind === "function",
      );
      if (found?.kind === "file") shell.hashed.set(name, found.path);
      if (found) continue;
      await shell.complain(`hash: ${name}: not found`);
      code = 1;
    }
  }
  if (rest.length === 0 && !flags.has("r")) {
    if (shell.hashed.size === 0) await tell(shell, "hash", "hash: hash table empty\n");
    else
      await tell(
        shell,
        "hash",
        `hits\tcommand\n${[...shell.hashed.values()].map((path) => `   1\t${path}\n`).join("")}`,
      );
  }
  return code;
}

export async function enable(shell: Shell, args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => !arg.startsWith("-"));
  if (names.length === 0) {
    for (const name of shell.evaluator.builtinNames()) await tell(shell, "enable", `enable ${name}\n`);
  }
  const missing = names.find((name) => !shell.evaluator.isBuiltin(name));
  if (missing !== undefined) throw new CommandError(`enable: ${missing}: not a shell builtin`);
  return 0;
}

export async function help(shell: Shell, args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => !arg.startsWith("-"));
  if (names.length === 0) {
    await tell(shell, "help", `${shell.evaluator.builtinNames().join("\n")}\n`);
    return 0;
  }
  let code = 0;
  for (const name of names) {
    if (shell.evaluator.isBuiltin(name) || KEYWORDS.has(name)) await tell(shell, "help", `${name}: ${name}\n`);
    else {
      await shell.complain(
        `help: no help topics match \`${name}'.  Try \`help help' or \`man -k ${name}' or \`info ${name}'.`,
      );
      code = 1;
    }
  }
  return code;
}
