import type { SandboxFileAnswer, SandboxFileOperation } from "./sandbox-files.js";

/** A command of the test's own: all lines that it stands for, or all of a name. */
export interface AddedProgram {
  /** What its handler is called. */
  readonly handler: number;
  /** Of the program; left out, any has it. */
  readonly name?: string;
  /** What its words, joined by blanks, are held against: the source and flags of a regular expression. */
  readonly pattern?: readonly [source: string, flags: string];
}

/** A program that the host runs. */
export interface ProgramCall {
  readonly handler: number;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly cwd: string;
}

/** A part of the body of an answer. */
export interface ServedPart {
  readonly data?: Uint8Array<ArrayBuffer>;
  readonly isEnd?: boolean;
  /** It has broken off. */
  readonly hasFailed?: boolean;
}

/** What the host asks of the process that its program stands for. */
export type ProgramOperation =
  /** Answered with what there is of its input as soon as there is something, with nothing at its end. */
  | { readonly op: "read" }
  | { readonly op: "write"; readonly fd: 1 | 2; readonly data: Uint8Array<ArrayBuffer> }
  | { readonly op: "sleep"; readonly ms: number }
  | { readonly op: "files"; readonly operation: SandboxFileOperation }
  /** Requests to a port are asked of the host, as such to `/` and the number of the exchange at `origin`, before their path. */
  | { readonly op: "serve"; readonly port: number; readonly origin: string }
  | { readonly op: "unserve"; readonly port: number }
  /** The body of an answer goes on. Answered when there is room for more; rejects if nobody listens any more. */
  | ({ readonly op: "answer"; readonly exchange: number } & ServedPart);

interface Entry<Command, Result> {
  readonly command: Command;
  readonly result: Result;
}

/** The commands of programs that the host runs, a part of `Commands`. */
export interface ProgramCommands {
  /** From a sandbox, about a process that it calls `process`. Answered with its exit code. */
  readonly "program.run": Entry<ProgramCall & { process: number }, number>;
  /** From a sandbox: that process was killed. */
  readonly "program.kill": Entry<{ process: number }, null>;
  /** From the host. Rejects if the process is gone. */
  readonly "program.do": Entry<{ program: number; operation: ProgramOperation }, SandboxFileAnswer>;
}
