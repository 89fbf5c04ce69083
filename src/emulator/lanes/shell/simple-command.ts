import { expandAlias } from "./aliases.js";
import { builtins, declarations } from "./builtins/index-of-builtins.js";
import { expandDeclarations } from "./declaration-words.js";
import { assign, expandAssignment, type ReadyAssignment } from "./expansion/assignments.js";
import { expandWords } from "./expansion/words.js";
import { findProgram } from "./command-search.js";
import { callFunction } from "./call-function.js";
import type { SimpleCommandNode } from "./parsing/tree.js";
import { tellSignal } from "./pipelines.js";
import { Redirections } from "./redirections.js";
import { replaceProcess } from "./replace-process.js";
import { runDebugTrap } from "./run-traps.js";
import { startProcess } from "./start-process.js";
import type { ExecuteOptions } from "./state/evaluator.js";
import type { Shell } from "./state/shell.js";
import { trace } from "./tracing.js";
import { CommandError, LineAbort } from "./values/control.js";
import { quoteDouble, quoteIfNeeded, quoteTraced } from "./values/shell-quoting.js";
import { newVariable } from "./values/variable.js";

/** @returns its code */
export async function executeSimple(
  shell: Shell,
  written: SimpleCommandNode,
  options: ExecuteOptions,
): Promise<number> {
  const node = shell.options.shopt("expand_aliases") ? expandAlias(shell, written) : written;
  if (node.line) shell.line = node.line + shell.lineBase;
  await shell.step();
  if (!shell.trapping) shell.current = written;
  await runDebugTrap(shell);
  shell.substitutionStatus = undefined;
  const { name, args } = node;
  const [first] = name?.parts ?? [];
  const literal = name?.parts.length === 1 && first?.type === "Literal" ? first.value : undefined;
  if (name && literal !== undefined && declarations.has(literal) && !shell.functions.has(literal)) {
    return executeDeclaration(shell, node, literal);
  }
  const words = name ? await expandWords(shell, [name, ...args]) : [];
  if (words.length === 0) return executeAssignments(shell, node);
  const redirections = new Redirections(shell);
  const temporary = node.assignments.length > 0;
  while (words[1] === "exec" && (words[0] === "command" || words[0] === "builtin")) words.shift();
  if (words[0] === "exec" && !shell.functions.has("exec")) return executeExec(shell, node, words.slice(1));
  try {
    return await telling(shell, async () => {
      if (temporary) await pushTemporary(shell, node);
      try {
        await trace(shell, () => words.map(quoteTraced).join(" "));
        await redirections.apply(node.redirections);
        return await runWords(shell, words, { ...options, node });
      } finally {
        if (temporary) shell.variables.pop();
      }
    });
  } finally {
    redirections.restore();
    setLast(shell, words);
  }
}

/** What fails is told where standard error is then. */
async function telling(shell: Shell, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (error.message !== "") await shell.complain(error.message);
    return error.code;
  }
}

function setLast(shell: Shell, words: readonly string[]): void {
  const variable = shell.variables.findOwn("_");
  const value = words.at(-1) ?? "";
  if (variable) {
    variable.value = value;
    variable.exported = false;
  } else shell.variables.declareGlobal("_").value = value;
}

async function executeAssignments(shell: Shell, node: SimpleCommandNode): Promise<number> {
  const redirections = new Redirections(shell);
  try {
    await redirections.apply(node.redirections);
    for (const each of node.assignments) {
      const assignment = await expandAssignment(shell, each);
      await trace(shell, () => describe(assignment));
      await assign(shell, assignment);
      if (shell.options.has("allexport")) shell.variables.writable(each.name.replace(/\[.*/s, "")).exported = true;
    }
    return shell.substitutionStatus ?? 0;
  } finally {
    redirections.restore();
  }
}

function describe({ name, append, value }: ReadyAssignment): string {
  const sign = append ? "+=" : "=";
  if (value === undefined || typeof value === "string") return `${name}${sign}${value ? quoteIfNeeded(value) : ""}`;
  const elements = value.map(({ key, value: text }) => (key === undefined ? "" : `[${key}]=`) + elementText(text));
  return `${name}${sign}(${elements.join(" ")})`;
}

function elementText(text: string): string {
  return quoteIfNeeded(text) === text ? text : quoteDouble(text);
}

/** Variables of the command alone. */
async function pushTemporary(shell: Shell, { assignments }: SimpleCommandNode): Promise<void> {
  shell.variables.push("temporary");
  try {
    for (const each of assignments) {
      const assignment = await expandAssignment(shell, each);
      await trace(shell, () => describe(assignment));
      const { name, append, value } = assignment;
      const outer = shell.variables.find(name);
      if (outer?.readonly) {
        await shell.complain(`${name}: readonly variable`);
        continue;
      }
      if (typeof value !== "string" || name.includes("[")) continue;
      const before = append ? (shell.variables.get(name) ?? "") : "";
      shell.variables.put(name, { ...newVariable(before + value), exported: true });
    }
  } catch (error) {
    shell.variables.pop();
    throw error;
  }
}

async function executeDeclaration(shell: Shell, node: SimpleCommandNode, name: string): Promise<number> {
  const args = await expandDeclarations(shell, node.args);
  const redirections = new Redirections(shell);
  try {
    return await telling(shell, async () => {
      await trace(shell, () =>
        [name, ...args.map((each) => (typeof each === "string" ? each : describe(each)))].join(" "),
      );
      await redirections.apply(node.redirections);
      return (await declarations.get(name)?.(shell, args)) ?? 127;
    });
  } finally {
    redirections.restore();
  }
}

async function executeExec(shell: Shell, node: SimpleCommandNode, args: readonly string[]): Promise<number> {
  const redirections = new Redirections(shell);
  try {
    await redirections.apply(node.redirections);
    await trace(shell, () => ["exec", ...args].map(quoteTraced).join(" "));
    if (node.assignments.length > 0) await pushTemporary(shell, node);
    const environment = shell.variables.environment();
    if (node.assignments.length > 0) shell.variables.pop();
    let words = args;
    let name: string | undefined;
    let empty = false;
    while (words[0]?.startsWith("-") && words[0] !== "-") {
      const [option] = words;
      if (option === "-a") {
        name = words[1];
        words = words.slice(2);
        continue;
      }
      empty ||= option === "-c";
      words = words.slice(1);
      if (option === "--") break;
    }
    if (words.length > 0) {
      return await replaceProcess(shell, words, { name, environment: empty ? new Map() : environment });
    }
    redirections.keep();
    return 0;
  } finally {
    redirections.restore();
  }
}

interface RunOptions extends ExecuteOptions {
  readonly node?: SimpleCommandNode;
  /** `command` passes over functions, `builtin` over programs too. */
  readonly functions?: boolean;
  readonly builtins?: boolean;
}

/** Builtins that run commands, or end something. */
const RUNNING: ReadonlySet<string> = new Set(["eval", ".", "source", "command", "builtin", "exit", "return"]);

/** Runs a function, a builtin or a program by its words. @returns its code */
export async function runWords(shell: Shell, words: readonly string[], options: RunOptions): Promise<number> {
  const [name = "", ...args] = words;
  const definition = options.functions === false ? undefined : shell.functions.get(name);
  if (definition) return callFunction(shell, name, definition, args);
  if (options.builtins !== false) {
    const declaration = declarations.get(name);
    const builtin =
      builtins.get(name) ?? (declaration && ((each: Shell, texts: readonly string[]) => declaration(each, texts)));
    if (builtin) {
      try {
        return await builtin(shell, args, name);
      } catch (error) {
        // what cannot be assigned ends only what is not run by the shell itself
        if (error instanceof LineAbort && !error.fatal && !error.told && !RUNNING.has(name)) {
          throw new CommandError(error.message, error.code);
        }
        throw error;
      }
    }
  }
  return runProgram(shell, words, options);
}

async function runProgram(shell: Shell, words: readonly string[], options: RunOptions): Promise<number> {
  const [name = ""] = words;
  const found = findProgram(shell, name);
  if (typeof found === "string")
    throw new CommandError(
      found,
      found.endsWith("not found") || found.endsWith("No such file or directory") ? 127 : 126,
    );
  if (options.replace && shell.traps.entries().length === 0) return replaceProcess(shell, words, {});
  const { process } = shell;
  const started = startProcess(shell, {
    argv: words,
    env: shell.variables.environment(),
    cwd: process.cwd,
    files: new Map(process.files),
    program: found.program,
    ...(shell.options.has("monitor") ? { ownGroup: true } : {}),
  });
  const child = started instanceof Promise ? await started : started;
  const status = await shell.waitInForeground(child);
  await tellSignal(shell, child, status, options.node);
  return status.code;
}
