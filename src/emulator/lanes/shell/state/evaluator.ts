import type { OpenFile } from "../../processes/open-file.js";
import type { Process } from "../../processes/process.js";
import type { Fields } from "../values/fields.js";
import type { CommandNode, RedirectionNode, StatementNode, WordPart } from "../parsing/tree.js";
import type { Shell } from "./shell.js";

/** A function of a shell. */
export interface ShellFunction {
  readonly body: CommandNode;
  readonly redirections: readonly RedirectionNode[];
  /** Added to the lines of its commands. */
  readonly lineBase: number;
  readonly source: string;
}

/** What runs commands: what expansions and builtins need of it. */
export interface Evaluator {
  statements(shell: Shell, statements: readonly StatementNode[]): Promise<number>;
  /** The whole of a part of a shell: a program that is alone in it takes its place. */
  body(shell: Shell, statements: readonly StatementNode[]): Promise<number>;
  /** Its code becomes the shell's status. */
  command(shell: Shell, command: CommandNode, options: ExecuteOptions): Promise<void>;
  /** As `eval` has it. */
  text(shell: Shell, text: string, lineBase: number): Promise<number>;
  /** As `.` has it: `return` ends it. */
  source(shell: Shell, text: string, name: string): Promise<number>;
  /** A command by its words, as `command` and `builtin` have it. */
  words(shell: Shell, words: readonly string[], options: { functions: boolean; builtins: boolean }): Promise<number>;
  /** Runs a command's words as this very process, as `exec` has it. */
  replace(shell: Shell, words: readonly string[], options: ReplaceOptions): Promise<number>;
  callFunction(shell: Shell, name: string, definition: ShellFunction, args: readonly string[]): Promise<number>;
  /** Starts a part of the shell as a process of its own, at once if the machine has room for it. */
  fork(shell: Shell, run: (shell: Shell) => Promise<number>, options: ForkOptions): Process | Promise<Process>;
  isBuiltin(name: string): boolean;
  builtinNames(): readonly string[];
  /** Expands parts of a word into words. */
  parts(shell: Shell, parts: readonly WordPart[], fields: Fields, context: PartsContext): Promise<void>;
}

export interface ExecuteOptions {
  /** It is the last thing that this process does: a program may take its place. */
  readonly replace?: boolean;
}

export interface PartsContext {
  readonly quoted?: boolean;
  /** What is written in it is split as well, as in `${x:-a b}`. */
  readonly splitsLiterals?: boolean;
}

export interface ReplaceOptions {
  readonly name?: string | undefined;
  readonly environment?: ReadonlyMap<string, string> | undefined;
}

export interface ForkOptions {
  readonly argv?: readonly string[];
  readonly ownGroup?: boolean;
  readonly background?: boolean;
  /** Where its standard output goes, and so on. */
  readonly files?: ReadonlyMap<number, OpenFile>;
}
