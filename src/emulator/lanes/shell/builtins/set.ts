import type { Shell } from "../state/shell.js";
import { CommandError } from "../values/control.js";
import { quoteIfNeeded } from "../values/shell-quoting.js";
import { isSet } from "../values/variable.js";
import { parseOptions } from "./builtin.js";
import { describeVariable } from "./describe-variable.js";
import { tell } from "./echo.js";
import { removeVariable } from "./remove-variable.js";

const USAGE = "set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]";

export async function set(shell: Shell, args: readonly string[]): Promise<number> {
  if (args.length === 0) return listAll(shell);
  let index = 0;
  for (; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--") {
      shell.positional = args.slice(index + 1);
      return 0;
    }
    if (arg === "-") {
      shell.options.set("xtrace", false);
      shell.options.set("verbose", false);
      if (index + 1 < args.length) shell.positional = args.slice(index + 1);
      return 0;
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg.startsWith("-");
    for (const letter of arg.slice(1)) {
      if (letter === "o") {
        const name = args[++index];
        if (name === undefined) return listOptions(shell, on);
        if (!shell.options.set(name, on)) throw new CommandError(`set: ${name}: invalid option name`, 2);
      } else if (!shell.options.setLetter(letter, on)) {
        throw new CommandError(`set: ${arg[0]}${letter}: invalid option\nset: usage: ${USAGE}`, 2);
      }
    }
  }
  if (index < args.length) shell.positional = args.slice(index);
  return 0;
}

async function listAll(shell: Shell): Promise<number> {
  for (const name of shell.variables.names()) {
    const variable = shell.variables.findOwn(name);
    if (!variable || !isSet(variable)) continue;
    const text =
      variable.value === undefined
        ? describeVariable(name, variable).replace(/^declare \S+ /, "")
        : `${name}=${variable.value === "" ? "" : quoteIfNeeded(variable.value)}`;
    await tell(shell, "set", `${text}\n`);
  }
  return 0;
}

async function listOptions(shell: Shell, table: boolean): Promise<number> {
  for (const name of shell.options.names()) {
    const on = shell.options.has(name);
    await tell(shell, "set", table ? `${name.padEnd(15)}\t${on ? "on" : "off"}\n` : `set ${on ? "-" : "+"}o ${name}\n`);
  }
  return 0;
}

export async function shopt(shell: Shell, args: readonly string[]): Promise<number> {
  const { flags, rest } = parseOptions("shopt", args, "pqsuo", "shopt [-pqsu] [-o] [optname ...]");
  const ofSet = flags.has("o");
  const has = (name: string) => (ofSet ? shell.options.has(name) : shell.options.shopt(name));
  const known = ofSet ? shell.options.names() : shell.options.shoptNames();
  if (flags.has("s") || flags.has("u")) {
    if (rest.length > 0) {
      let code = 0;
      for (const name of rest) {
        const done = ofSet ? shell.options.set(name, flags.has("s")) : shell.options.setShopt(name, flags.has("s"));
        if (done) continue;
        await shell.complain(`shopt: ${name}: invalid shell option name`);
        code = 1;
      }
      return code;
    }
  }
  let code = 0;
  for (const name of rest.length > 0 ? rest : known) {
    if (!known.includes(name)) {
      await shell.complain(`shopt: ${name}: invalid shell option name`);
      code = 1;
      continue;
    }
    const on = has(name);
    if (rest.length > 0 && !on) code = 1;
    if (flags.has("q") || (rest.length === 0 && ((flags.has("s") && !on) || (flags.has("u") && on)))) continue;
    const letter = on ? (ofSet ? "-" : "-s") : ofSet ? "+" : "-u";
    if (flags.has("p")) await tell(shell, "shopt", ofSet ? `set ${letter}o ${name}\n` : `shopt ${letter} ${name}\n`);
    else await tell(shell, "shopt", `${name.padEnd(15)}\t${on ? "on" : "off"}\n`);
  }
  return code;
}

export async function unset(shell: Shell, args: readonly string[]): Promise<number> {
  const { flags, rest } = parseOptions("unset", args, "fvn", "unset [-f] [-v] [-n] [name ...]");
  let code = 0;
  for (const text of rest) {
    if (flags.has("f")) {
      shell.functions.delete(text);
      continue;
    }
    try {
      const found = await removeVariable(shell, text, flags.has("n"));
      if (!found && !flags.has("v")) shell.functions.delete(text);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      await shell.complain(error.message);
      code = 1;
    }
  }
  return code;
}
