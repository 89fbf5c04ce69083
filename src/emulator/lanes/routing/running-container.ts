import type { Backend } from "../../../contract/backend.js";
import type { ContainerSpec, Request } from "../../kernel/protocol.js";
import type { VirtualTimers } from "../../time/virtual-timers.js";
import type { OwnPorts } from "../ports/own-ports.js";
import type { OwnPrograms } from "../programs/own-programs.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { LentFiles } from "../scratch/lent-files.js";
import type { Stream } from "../surroundings/capture-console.js";
import type { ContainerChance } from "../surroundings/container-chance.js";
import type { FetchHost } from "../surroundings/container-fetch.js";
import type { FsFacades } from "../surroundings/fs-facades.js";
import type { StrayError } from "../surroundings/process-facade.js";

/** A container in its lane, as its surroundings know it: what it sees, and what its code may do to it. */
export interface RunningContainer extends Backend, FetchHost {
  readonly ordinal: number;
  readonly spec: ContainerSpec;
  /** False once it is gone: whatever its code still does has no effect. */
  readonly isAlive: boolean;
  /** Epoch milliseconds of virtual time. */
  readonly now: number;
  readonly startedAt: number;
  readonly timers: VirtualTimers;
  readonly chance: ContainerChance;
  readonly console: Console;
  readonly process: NodeJS.Process;
  /** `node:fs` as its code imports it. */
  readonly files: FsFacades;
  readonly mounts: ContainerMounts | undefined;
  /** Files of its disk that others use, if it has any of its own. */
  readonly lent: LentFiles | undefined;
  /** Those that it starts, if they find its disk. */
  readonly programs: OwnPrograms | undefined;
  /** What its servers listen on. */
  readonly ports: OwnPorts;
  /** Its own version of a global. */
  global(name: string): unknown;
  /** Maps compiled positions to the user's own lines. */
  mapStack(stack: string): string;
  write(stream: Stream, text: string): void;
  /** Tells the kernel something. */
  request(request: Request): void;
  /** An error that nobody caught ends it, unless its code listens for such. */
  crash(error: unknown, event?: StrayError): void;
  /** Ends it with an error. */
  fail(error: unknown): void;
}
