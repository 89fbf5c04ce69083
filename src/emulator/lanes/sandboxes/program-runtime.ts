import type { NetworkPolicy, SandboxStream } from "../../../contract/sandbox-definition.js";
import type { AddedProgram, ProgramOperation } from "../../../contract/program-commands.js";
import type { OutboundHeaders, ProcessStart, SandboxAnswer } from "../../kernel/sandbox-protocol.js";

/** Who hears of a program that runs. */
export interface ProgramListener {
  /** @returns when there is room for more */
  wrote(stream: SandboxStream, data: Uint8Array): Promise<void> | undefined;
  /** It waits for what is typed at its terminal, or not any more; where that is known. */
  listens(isListening: boolean): void;
  /** @param code 128 + its number after a signal */
  ended(code: number): void;
}

/** A program that runs. */
export interface RunningProgram {
  write(data: Uint8Array): void;
  /** Nothing more is going to be written to it. */
  end(): void;
  /** Its terminal, if it has one, has that many characters now. */
  resize?(columns: number, rows: number): void;
  /** Ends it with all that it has started, at once. */
  kill(): void;
}

/** What runs the programs of a sandbox. */
export interface ProgramRuntime {
  start(start: ProcessStart, listener: ProgramListener): RunningProgram;
  /** It may talk to others from now on. */
  network?(network: NetworkPolicy): void;
  /** Its requests get these headers from now on. */
  outbound?(outbound: readonly OutboundHeaders[]): void;
  /** There are other commands of the test's own. */
  added?(added: readonly AddedProgram[]): void;
  /** Something is asked of a process whose program the host runs. */
  doFor?(process: number, operation: ProgramOperation): Promise<SandboxAnswer>;
  /** Whether a server listens on a port. */
  isListening(port: number): boolean | Promise<boolean>;
  /** Rejects if programs cannot have terminals. */
  needTerminals?(): Promise<void>;
  /** Ends whatever its programs have left behind, once they have been killed. */
  close?(): void;
}
