import type { DiskExchange } from "../exchange/disk-exchange.js";
import type { DiskSpace } from "../exchange/disk-space.js";
import type { ProgramStarter } from "./program-starter.js";

/** How a program is started, as Node hands it to its own code. */
export interface Started {
  readonly file: string;
  /** With the name of the program. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** As in `NAME=value`. */
  readonly envPairs?: readonly string[] | undefined;
  /** As whom; whoever may enter the space may not be that yet. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** Where the programs of a container find its disk. */
export interface ProgramSpace extends DiskSpace {
  readonly way: "namespace" | "translate";
  /** What is started in the stead of a program, so that it finds the disk. */
  command(program: Started, exchange: DiskExchange): Started;
  /** What starts programs there at less cost, if anything does: they are given to it as they are. */
  readonly starter?: ProgramStarter | undefined;
  /** No program finds anything there any more. */
  readonly isLost: boolean;
  close(): void;
}
