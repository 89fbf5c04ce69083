import { ShellError } from "../../processes/open-file.js";
import type { ExitStatus, OwnProcess, Process, System } from "../../processes/process.js";
import type { CommandNode } from "../parsing/tree.js";
import type { ScriptParser } from "../parsing/script-parser.js";
import { type LineAbort, ShellKilled } from "../values/control.js";
import { bytesOf } from "../values/shell-text.js";
import { Variables } from "../values/variables.js";
import { computeVariables } from "./computed-variables.js";
import type { Evaluator, ShellFunction } from "./evaluator.js";
import { importEnvironment } from "./import-environment.js";
import type { ShellInterruption } from "./shell-interruption.js";
import { Jobs } from "./jobs.js";
import { Options } from "./shell-options.js";
import { evaluateForShell } from "./shell-arithmetic.js";
import { Traps } from "./traps.js";

/** A call of a function, or a sourced file. */
export interface Frame {
  readonly kind: "function" | "source";
  readonly name: string;
  readonly source: string;
  /** Where it was called. */
  readonly line: number;
}

/** The state of one shell, or of a part of one that runs as a process of its own. */
export class Shell {
  process: OwnProcess;
  readonly system: System;
  readonly parser: ScriptParser;
  readonly evaluator: Evaluator;
  readonly variables: Variables = new Variables();
  readonly functions: Map<string, ShellFunction> = new Map();
  readonly aliases: Map<string, string> = new Map();
  /** What `hash` remembers: paths by name. */
  readonly hashed: Map<string, string> = new Map();
  readonly options: Options = new Options();
  readonly jobs: Jobs = new Jobs();
  readonly traps: Traps;
  readonly frames: Frame[] = [];
  /** Below the current one, the nearest first. */
  readonly directories: string[] = [];
  /** What `$0` is. */
  name: string;
  positional: readonly string[] = [];
  status = 0;
  /** The pid that `$!` is. */
  lastBackground: number | undefined;
  /** Of the command that runs; what is added to the lines of the tree. */
  line = 1;
  lineBase = 0;
  /** Loops around the command that runs, in the function that runs. */
  loops = 0;
  /** Above 0, commands fail without ending the shell by `set -e`. */
  conditions = 0;
  /** How deep it is in functions and sourced texts. */
  depth = 0;
  /** How often it is a part of another. */
  subshell = 0;
  interactive = false;
  /** Of an interactive shell that reads lines. */
  interruption: ShellInterruption | undefined;
  /** `-c`: what `bash: line 1:` says. */
  mode: "command" | "file" | "stdin" = "command";
  umask = 0o022;
  /** Of `$$`. */
  readonly pid: number;
  startedAt: number;
  /** Where `getopts` is in bundled letters. */
  optionOffset = 0;
  /** What `OPTIND` was when it was there. */
  optionIndex = "1";
  /** Above 0, what process substitutions have opened stays open: a compound command runs. */
  held = 0;
  /** Opened for the command that runs, and closed after it. */
  substitutions: { readonly fd: number; readonly release: () => void }[] = [];
  /** What `wait $!` is about after a process substitution. */
  lastSubstitution: Process | undefined;
  /** Of the last `$( )` of the command that runs. */
  substitutionStatus: number | undefined;
  /** What `$BASH_COMMAND` is. */
  current: CommandNode | undefined;
  /** Set while a trap runs. */
  trapping = false;
  /** Of substitutions and `eval`, for `set -x`. */
  xtraceDepth = 0;
  tracing = false;

  constructor(process: OwnProcess, parser: ScriptParser, evaluator: Evaluator, parent?: Shell) {
    this.process = process;
    this.system = process.system;
    this.parser = parser;
    this.evaluator = evaluator;
    this.traps = new Traps(process);
    this.pid = parent?.pid ?? process.pid;
    this.name = parent?.name ?? process.argv[0] ?? "bash";
    this.startedAt = parent?.startedAt ?? this.system.now();
    this.variables.evaluate = (text) => evaluateForShell(this, text);
    computeVariables(this);
    if (parent) this.#copyFrom(parent);
    else importEnvironment(this);
  }

  /** A copy begins as a part of its parent, and runs in a process of its own. */
  attach(process: OwnProcess): void {
    this.process = process;
    this.traps.attach(process);
  }

  /** Writes to standard output. */
  print(text: string): Promise<void> {
    return this.write(1, text);
  }

  async write(fd: number, text: string): Promise<void> {
    if (text !== "") await this.process.write(fd, bytesOf(text));
  }

  /** Tells an error as bash does, with the shell's name and the line. */
  async complain(message: string): Promise<void> {
    try {
      await this.write(2, `${/^\w+: usage: /.test(message) ? "" : this.prefix()}${message}\n`);
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
    }
  }

  /** Tells why a line is given up, once. */
  async tellAbort(abort: LineAbort): Promise<void> {
    if (abort.told) return;
    abort.told = true;
    await this.complain(abort.message);
  }

  prefix(): string {
    const name = this.frames.at(-1)?.source ?? this.name;
    return this.interactive && this.mode === "stdin" ? `${name}: ` : `${name}: line ${this.line}: `;
  }

  /** Waits, unless the process is killed. */
  async unlessKilled<Value>(promise: Promise<Value>): Promise<Value> {
    const { killed } = this.process;
    if (killed.aborted) throw new ShellKilled("killed");
    const { promise: abort, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(new ShellKilled("killed"));
    killed.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([promise, abort]);
    } finally {
      killed.removeEventListener("abort", onAbort);
    }
  }

  /** @throws LineAbort if that ends by Ctrl-C, and somebody talks to the shell */
  async waitFor(process: Process): Promise<ExitStatus> {
    const status = await this.unlessKilled(process.ended);
    this.interruption?.heard(status);
    return status;
  }

  /** The same for what has the keys of the terminal meanwhile, if somebody talks to the shell. */
  async waitInForeground(process: Process): Promise<ExitStatus> {
    const terminal = this.interruption && [...this.process.files.values()].find(({ isTerminal }) => isTerminal);
    terminal?.takeForeground?.(process.group);
    try {
      return await this.waitFor(process);
    } finally {
      terminal?.takeForeground?.(this.process.group);
    }
  }

  /** Counts a command. */
  async step(): Promise<void> {
    const wait = this.system.step();
    if (wait) await wait;
    if (this.process.killed.aborted) throw new ShellKilled("killed");
    this.interruption?.check();
  }

  /** A path as the system wants it. */
  path(path: string): string {
    return path.startsWith("/") ? path : `${this.process.cwd === "/" ? "" : this.process.cwd}/${path}`;
  }

  #copyFrom(parent: Shell): void {
    this.variables.copyFrom(parent.variables);
    for (const [name, value] of parent.functions) this.functions.set(name, value);
    for (const [name, value] of parent.aliases) this.aliases.set(name, value);
    this.options.copyFrom(parent.options);
    this.options.set("monitor", false);
    this.traps.inherit(parent.traps, {
      errors: parent.options.has("errtrace"),
      debug: parent.options.has("functrace"),
    });
    this.jobs.inherit(parent.jobs);
    this.frames.push(...parent.frames);
    this.directories.push(...parent.directories);
    this.positional = parent.positional;
    this.status = parent.status;
    this.lastBackground = parent.lastBackground;
    this.line = parent.line;
    this.lineBase = parent.lineBase;
    this.loops = parent.loops;
    this.conditions = parent.conditions;
    this.depth = parent.depth;
    this.subshell = parent.subshell + 1;
    this.mode = parent.mode;
    this.umask = parent.umask;
    this.optionOffset = parent.optionOffset;
    this.xtraceDepth = parent.xtraceDepth;
  }
}
