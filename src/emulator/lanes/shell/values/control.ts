/** `break` and `continue` on their way to their loop. */
export class LoopJump extends Error {
  override readonly name = "LoopJump";
  readonly kind: "break" | "continue";
  /** How many loops it is still to leave, at least 1. */
  levels: number;

  constructor(kind: "break" | "continue", levels: number) {
    super(kind);
    this.kind = kind;
    this.levels = levels;
  }
}

/** `return` on its way to its function or sourced file. */
export class FunctionReturn extends Error {
  override readonly name = "FunctionReturn";
  readonly code: number;

  constructor(code: number) {
    super("return");
    this.code = code;
  }
}

/** `exit`, on its way out of the shell. */
export class ShellExit extends Error {
  override readonly name = "ShellExit";
  readonly code: number;

  constructor(code: number) {
    super("exit");
    this.code = code;
  }
}

/** The command fails with a message, and the shell goes on. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: number;

  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

/** What stands on the same line is given up, as after assignments to what is read-only. */
export class LineAbort extends Error {
  override readonly name = "LineAbort";
  readonly code: number;
  /** The shell ends, unless it is interactive. */
  readonly fatal: boolean;
  /** Its message has been told, where it arose. */
  told = false;

  constructor(message: string, { code = 1, fatal = false }: { code?: number; fatal?: boolean } = {}) {
    super(message);
    this.code = code;
    this.fatal = fatal;
  }
}

/** The process has been killed: nothing of it goes on. */
export class ShellKilled extends Error {
  override readonly name = "ShellKilled";
}

/** What a script says is no shell language. */
export class ShellSyntaxError extends Error {
  override readonly name = "ShellSyntaxError";
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}
