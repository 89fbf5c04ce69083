import type { BuiltFile } from "../../contract/image-definition.js";
import type { Failing } from "../kernel/failing.js";
import type { AttemptStatus } from "../kernel/events.js";
import type { ContainerSpec, MemorySnapshot, WorkReport } from "../kernel/protocol.js";
import type { Container } from "./container.js";
import type { SandboxReport } from "../kernel/sandbox-protocol.js";
import type { ContainerTarget } from "./container-target.js";

/**
 * Whom a container works for, alone or with others as a cluster: what its life has to know and to tell. For a function,
 * that is the pool's view of the container.
 */
export interface ContainerOwner {
  /** What its containers are for. */
  readonly target: ContainerTarget;
  readonly startupTimeoutMs: number;
  /** Whether there is anything to do when a container stops in good order. */
  readonly hasExit: boolean;
  /** The attempts that run there, whose commands nobody answers when they are interrupted. */
  readonly attempts: Iterable<{ readonly id: string; readonly attempt: number }>;
  /** Everything that a lane needs to make a container. @param failing hears why it cannot be made */
  spec(container: Container, failing: Failing): ContainerSpec;
  /** One of its containers is about to start. @returns what it sees until its memory snapshot is taken, if it is */
  snapshot(container: Container): MemorySnapshot | undefined;
  /** One of its containers has started. */
  started(container: Container): void;
  /** All of them have: there may be something to do. */
  ready(): void;
  /** Nothing has been there to do for the time that was asked for. */
  idled(): void;
  /** One of them takes nothing more to do: it is to stop once it has done what it has. */
  retires(reason: string): void;
  /** How many calls run there at once. @param calls what it is from now on, as far as it may be */
  concurrency?(calls: number | undefined): number;
  /** Nothing is to be done there any more. */
  left(): void;
  /** They are gone, or about to go: others may have to take their place. */
  adjust(): void;
  /** One of them could not start. @param isHopeless the next one would fail as well */
  startFailed(error: unknown, isHopeless: boolean): void;
  /** What runs there was interrupted and is not waited for: it runs again elsewhere. */
  abandoned(reason: string): void;
  /**
   * What ran there was lost: it runs again elsewhere.
   * @param isCounted false for what had no part in it
   */
  lost(reason: string, isCounted: boolean): void;
  /** What ran there has failed. */
  failed(status: AttemptStatus, error: unknown): void;
  /** A container tells of what it runs. */
  reported(container: Container, report: WorkReport): void;
  /** A container has told what its disk has that the image below has not. */
  captured?(files: readonly BuiltFile[]): void;
  /** A sandbox tells of what runs in it. */
  told?(report: SandboxReport): void;
  /** A container has written to its output. */
  wrote?(stream: "stdout" | "stderr", text: string): void;
  /** False for an attempt that was interrupted in this round: an answer to its commands would be lost. */
  hears(inputId: string, attempt: number | undefined): boolean;
}
