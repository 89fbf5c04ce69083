import { assign, assignArray, type ReadyAssignment } from "../expansion/assignments.js";
import { assignParameter } from "../expansion/assign-parameter.js";
import type { Shell } from "../state/shell.js";
import { CommandError, LineAbort } from "../values/control.js";
import { isSet, type Variable } from "../values/variable.js";
import type { Declaration } from "./builtin.js";
import { tell } from "./echo.js";
import { describeFunction, describeVariable } from "./describe-variable.js";

const USAGE = "declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]";

interface Flags {
  readonly on: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
  readonly rest: readonly (string | ReadyAssignment)[];
}

function parseFlags(name: string, args: readonly (string | ReadyAssignment)[], known: string, usage: string): Flags {
  const [on, off] = [new Set<string>(), new Set<string>()];
  let index = 0;
  for (; index < args.length; index++) {
    const arg = args[index];
    if (typeof arg !== "string" || !/^[-+]./.test(arg)) break;
    if (arg === "--") {
      index++;
      break;
    }
    for (const letter of arg.slice(1)) {
      if (!known.includes(letter))
        throw new CommandError(`${name}: ${arg[0]}${letter}: invalid option\n${name}: usage: ${usage}`, 2);
      (arg.startsWith("-") ? on : off).add(letter);
    }
  }
  return { on, off, rest: args.slice(index) };
}

/** A word that came of an expansion may be an assignment as well. */
function asAssignment(arg: string | ReadyAssignment): ReadyAssignment {
  if (typeof arg !== "string") return arg;
  const [, name = arg, plus, value] = /^([A-Za-z_]\w*(?:\[[^\]]*\])?)(\+?)=(.*)$/s.exec(arg) ?? [];
  return value === undefined ? { name: arg, append: false, value: undefined } : { name, append: plus === "+", value };
}

export const declare: Declaration = (shell, args) => run(shell, "declare", args);
export const typeset: Declaration = (shell, args) => run(shell, "typeset", args);

export const local: Declaration = (shell, args) => {
  if (!shell.variables.inFunction) throw new CommandError("local: can only be used in a function");
  return run(shell, "local", args);
};

async function run(shell: Shell, name: string, args: readonly (string | ReadyAssignment)[]): Promise<number> {
  const { on, off, rest } = parseFlags(name, args, "aAfFgiIlnprtux", USAGE.replace(/declare/g, name));
  if (on.has("f") || on.has("F")) return listFunctions(shell, rest, on);
  if (on.has("p") || (rest.length === 0 && name !== "local")) return listVariables(shell, name, rest, on);
  if (rest.length === 0) {
    for (const each of shell.variables.localNames()) {
      const variable = shell.variables.findOwn(each);
      if (variable) await tell(shell, name, `${each}=${variable.value ?? ""}\n`);
    }
    return 0;
  }
  const inCall = shell.variables.inFunction && !on.has("g");
  let code = 0;
  for (const arg of rest) {
    const assignment = asAssignment(arg);
    try {
      await declareOne(shell, assignment, { on, off, inCall, name });
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof LineAbort)) throw error;
      if (error instanceof LineAbort && error.fatal) throw error;
      if (error.message.includes("(error token")) throw new LineAbort(`${name}: ${error.message}`);
      await shell.complain(error instanceof LineAbort ? `${name}: ${error.message}` : error.message);
      code = 1;
    }
  }
  return code;
}

interface Attributes {
  readonly on: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
  readonly inCall: boolean;
  readonly name: string;
}

async function declareOne(
  shell: Shell,
  assignment: ReadyAssignment,
  { on, off, inCall, name: command }: Attributes,
): Promise<void> {
  const [, name = "", subscript] = /^([^[]*)(\[.*\])?$/s.exec(assignment.name) ?? [];
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new CommandError(`${command}: \`${assignment.name}': not a valid identifier`);
  let variable: Variable;
  const before = shell.variables.findOwn(name);
  if (inCall) variable = shell.variables.declareLocal(name);
  else if (on.has("g")) variable = shell.variables.declareGlobal(name);
  else
    variable = on.has("n")
      ? (shell.variables.findOwn(name) ?? shell.variables.declareGlobal(name))
      : shell.variables.writable(name);
  if (inCall && on.has("I") && before && before !== variable) Object.assign(variable, { ...before });
  if (variable.readonly && (assignment.value !== undefined || off.has("r")))
    throw new LineAbort(`${name}: readonly variable`);
  if (on.has("A")) {
    if (variable.list) throw new CommandError(`${command}: ${name}: cannot convert indexed to associative array`);
    variable.table ??= new Map();
  }
  if (
    on.has("a") ||
    (subscript !== undefined && !variable.table) ||
    (Array.isArray(assignment.value) && !variable.table)
  ) {
    if (variable.table) throw new CommandError(`${command}: ${name}: cannot convert associative to indexed array`);
    variable.list ??= new Map(variable.value === undefined ? [] : [[0, variable.value]]);
    variable.value = undefined;
  }
  setAttributes(variable, on, off);
  const { value, append } = assignment;
  if (value === undefined) return;
  if (on.has("n")) {
    variable.value = typeof value === "string" ? value : "";
    if (variable.value === name)
      throw new CommandError(`${command}: ${name}: nameref variable self references not allowed`);
  } else if (typeof value !== "string") assignArray(shell, name, withoutReadonly(variable), value, append);
  else if (on.has("g") && inFunctionScope(shell, name, variable))
    variable.value = append ? (variable.value ?? "") + value : value;
  else {
    const readonly = variable.readonly;
    variable.readonly = false;
    await assignParameter(shell, assignment.name, value, append);
    variable.readonly = readonly;
  }
}

function inFunctionScope(shell: Shell, name: string, variable: Variable): boolean {
  return shell.variables.findOwn(name) !== variable;
}

/** `readonly a=(1)` sets it before it is read-only. */
function withoutReadonly(variable: Variable): Variable {
  if (!variable.readonly) return variable;
  return new Proxy(variable, { get: (target, key) => (key === "readonly" ? false : Reflect.get(target, key)) });
}

function setAttributes(variable: Variable, on: ReadonlySet<string>, off: ReadonlySet<string>): void {
  if (on.has("x")) variable.exported = true;
  if (off.has("x")) variable.exported = false;
  if (on.has("r")) variable.readonly = true;
  if (on.has("i")) variable.integer = true;
  if (off.has("i")) variable.integer = false;
  if (on.has("n")) variable.reference = true;
  if (off.has("n")) variable.reference = false;
  if (on.has("l")) variable.letters = "lower";
  if (on.has("u")) variable.letters = "upper";
  if (off.has("l") || off.has("u")) variable.letters = undefined;
}

async function listFunctions(
  shell: Shell,
  names: readonly (string | ReadyAssignment)[],
  on: ReadonlySet<string>,
): Promise<number> {
  let code = 0;
  const wanted = names.length > 0 ? names : [...shell.functions.keys()].toSorted();
  for (const each of wanted) {
    const name = typeof each === "string" ? each : each.name;
    const definition = shell.functions.get(name);
    if (!definition) code = 1;
    else if (on.has("F")) await tell(shell, "declare", names.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else await tell(shell, "declare", describeFunction(shell.parser, name, definition));
  }
  return code;
}

async function listVariables(
  shell: Shell,
  command: string,
  names: readonly (string | ReadyAssignment)[],
  on: ReadonlySet<string>,
): Promise<number> {
  let code = 0;
  if (names.length > 0) {
    for (const each of names) {
      const name = typeof each === "string" ? each : each.name;
      const variable = shell.variables.findOwn(name);
      if (variable) await tell(shell, command, `${describeVariable(name, variable)}\n`);
      else {
        await shell.complain(`${command}: ${name}: not found`);
        code = 1;
      }
    }
    return code;
  }
  const wanted = [...on].filter((letter) => letter !== "p" && letter !== "g");
  for (const name of shell.variables.names()) {
    const variable = shell.variables.findOwn(name);
    if (!variable || !wanted.every((letter) => has(variable, letter))) continue;
    if (on.has("p") || wanted.length > 0) await tell(shell, command, `${describeVariable(name, variable)}\n`);
    else if (isSet(variable))
      await tell(shell, command, `${describeVariable(name, variable).replace(/^declare \S+ /, "")}\n`);
  }
  return code;
}

function has(variable: Variable, letter: string): boolean {
  if (letter === "a") return variable.list !== undefined;
  if (letter === "A") return variable.table !== undefined;
  if (letter === "x") return variable.exported;
  if (letter === "r") return variable.readonly;
  if (letter === "i") return variable.integer;
  return letter !== "n" || variable.reference;
}

/** `export` and `readonly`. */
function marking(command: "export" | "readonly", letter: "x" | "r"): Declaration {
  return async (shell, args) => {
    const { on, rest } = parseFlags(
      command,
      args,
      command === "export" ? "fnp" : "aAfp",
      `${command} [-fn] [name[=value] ...] or ${command} -p`,
    );
    if (rest.length === 0) return listVariables(shell, command, [], new Set([letter, "p"]));
    let code = 0;
    for (const arg of rest) {
      const assignment = asAssignment(arg);
      if (on.has("f")) continue;
      const name = assignment.name.replace(/\[.*$/s, "");
      if (!/^[A-Za-z_]\w*$/.test(name)) {
        const shown = typeof arg === "string" ? arg : assignment.name;
        await shell.complain(`${command}: \`${shown}': not a valid identifier`);
        code = 1;
        continue;
      }
      if (on.has("A")) shell.variables.writable(name).table ??= new Map();
      await assign(shell, assignment);
      const temporary = shell.variables.writable(name);
      if (command === "export") temporary.exported = !on.has("n");
      else temporary.readonly = true;
    }
    return code;
  };
}

export const exportVariables: Declaration = marking("export", "x");
export const readonlyVariables: Declaration = marking("readonly", "r");
