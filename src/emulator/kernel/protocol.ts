import type { CommandName, Commands, Outcome } from "../../contract/backend.js";
import type { FunctionBinding, MethodDefinition } from "../../contract/app-definition.js";
import type { MountedChanges, MountSpec } from "./mount-spec.js";
import type { Wire, WireError } from "../../contract/wire.js";
import type { BuiltFile, DiskDefinition } from "../../contract/image-definition.js";
import type { DynamicSettings } from "../../contract/function-settings.js";
import type { Dependencies } from "../../contract/dependencies.js";
import type { ClusterInfo } from "../../contract/cluster-settings.js";
import type { WebSettings } from "../../contract/web-settings.js";
import type { RelayDelivery, RelayedRequest } from "./relay-protocol.js";
import type { SandboxSpec, SandboxReport, SandboxTask } from "./sandbox-protocol.js";
import type { WebEnd, WebHead, WebPiece } from "../../contract/web-commands.js";

/* What travels between the kernel and containers: plain data, batched per lane and turn. */

/** Everything a container is made from. */
export interface ContainerSpec {
  readonly containerId: string;
  /** Of the function or class as it was defined. */
  readonly functionId: string;
  readonly app: string | undefined;
  readonly tag: string;
  readonly isGenerator: boolean;
  /** It answers web requests. */
  readonly web?: WebSettings | undefined;
  /** It runs an instance of a class. */
  readonly cls: { readonly methods: readonly MethodDefinition[]; readonly arguments: Wire } | undefined;
  readonly cluster?: ClusterInfo | undefined;
  /** What it was published with, without those of `withOptions`. */
  readonly dependencies?: Dependencies;
  /** Those of `withOptions`. */
  readonly options: DynamicSettings | undefined;
  readonly environmentName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly functions: readonly FunctionBinding[];
  readonly code: ContainerCode;
  /** What it runs builds an image: what that returns is ignored. */
  readonly isBuild?: boolean | undefined;
  /** Seeds the container's chance. */
  readonly seed: string;
  readonly isolation: "realm" | "thread" | "inline";
  /** Its own, outside of mounts; `undefined`: it changes the host's. */
  readonly disk?: DiskDefinition | undefined;
  readonly mounts: readonly MountSpec[];
  readonly blockNetwork?: boolean;
  /** What its code sees until its memory snapshot is taken; set as it begins to start. */
  readonly snapshot?: MemorySnapshot | undefined;
  /** Why the rest could not be brought to its thread: its start fails. */
  readonly undeliverable?: string | undefined;
}

/** What all containers see alike that start from one memory snapshot. */
export interface MemorySnapshot {
  /** Seeds chance. */
  readonly seed: string;
  /** When the first of them began to start: epoch milliseconds. */
  readonly at: number;
}

export type ContainerCode =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "source"; readonly source: string }
  | { readonly kind: "inline" }
  | ({ readonly kind: "sandbox" } & SandboxSpec);

export interface BatchedInput {
  readonly inputId: string;
  readonly callId: string;
  readonly attempt: number;
  readonly args: Wire;
}

/** Kernel to container. */
export type Delivery =
  | { readonly type: "start"; readonly spec: ContainerSpec }
  | {
      readonly type: "input";
      readonly inputId: string;
      readonly callId: string;
      readonly attempt: number;
      readonly args: Wire;
      /** Of a class. */ readonly method: string | undefined;
    }
  /** Inputs that the function gets in one call. */
  | {
      readonly type: "batch";
      readonly inputs: readonly BatchedInput[];
      /** Of a class. */ readonly method: string | undefined;
    }
  | { readonly type: "reply"; readonly request: number; readonly reply: Reply }
  | { readonly type: "wake" }
  /** The consumer of a generator took `items`; of an answer to a web request, so many bytes. */
  | { readonly type: "taken"; readonly inputId: string; readonly attempt: number; readonly items: number }
  /** More of the body of the request that an attempt answers. @property isGone its client has gone away */
  | {
      readonly type: "received";
      readonly inputId: string;
      readonly attempt: number;
      readonly pieces: readonly WebPiece[];
      readonly end: WebEnd | undefined;
      readonly isGone?: boolean | undefined;
    }
  /** Nobody waits for an attempt any more: its code is to end. */
  | { readonly type: "cancel"; readonly inputId: string; readonly attempt: number; readonly reason: string }
  /** Others wrote to what the container has mounted. */
  | { readonly type: "files"; readonly mounts: readonly MountedChanges[] }
  /** It is to commit what it has changed in these. */
  | { readonly type: "commit"; readonly objects: readonly string[] }
  /** Stands for what could not be brought to its thread: inputs, the reply to a request, or neither. */
  | {
      readonly type: "undeliverable";
      readonly reason: string;
      readonly inputs: readonly { readonly inputId: string; readonly attempt: number }[];
      readonly request?: number | undefined;
    }
  /** All that it runs is to end. */
  | { readonly type: "interrupt" }
  /** What it has run has built an image: it is to commit, and to say what is other on its disk than in the image below. */
  | { readonly type: "capture" }
  | RelayDelivery
  | { readonly type: "task"; readonly task: SandboxTask }
  /** It is to run its `exit` hooks, and then ends. */
  | { readonly type: "exit" }
  /** It is gone. @property isHard as a process that is killed: what it has not committed is lost */
  | { readonly type: "drop"; readonly isHard?: boolean };

export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: WireError };

export interface CommandRequest<C extends CommandName = CommandName> {
  readonly type: "command";
  readonly request: number;
  readonly inputId: string | undefined;
  /** At that input. */
  readonly attempt?: number | undefined;
  /** The environment of the app that runs around the command, if it is not the sender's own. */
  readonly environment?: string | undefined;
  /** It hands over what its sender has made: carried out also if the sender has ended meanwhile. */
  readonly handsOver?: true | undefined;
  readonly isAside?: true | undefined; // as of `Pending`
  readonly name: C;
  readonly command: Commands[C]["command"];
}

/** Stands for a command that could not be brought from its container's thread: answered with the error. */
export interface UnsentCommand {
  readonly type: "unsent";
  readonly request: number;
  readonly error: WireError;
}

/** Container to kernel, in program order. */
export type Request =
  | CommandRequest
  | UnsentCommand
  | { readonly type: "started" }
  /** The `exit` hooks have run, or one has failed. */
  | { readonly type: "exited"; readonly error: Wire }
  /** @property isHopeless no further start can mend that */
  | { readonly type: "startFailed"; readonly error: Wire; readonly isHopeless?: boolean }
  | { readonly type: "output"; readonly inputId: string; readonly attempt: number; readonly outcome: Outcome }
  | { readonly type: "yield"; readonly inputId: string; readonly attempt: number; readonly item: Wire }
  /** Something of the answer to a web request; the head comes with the first. */
  | {
      readonly type: "answer";
      readonly inputId: string;
      readonly attempt: number;
      readonly head: WebHead | undefined;
      readonly pieces: readonly WebPiece[];
      readonly end: WebEnd | undefined;
    }
  /** The code that answers a web request took so many bytes of its body. */
  | { readonly type: "consumed"; readonly inputId: string; readonly attempt: number; readonly bytes: number }
  /** What happens in it depends on something real, from here on. */
  | { readonly type: "nondeterministic"; readonly reason: string }
  /** Its code has started a program. */
  | { readonly type: "program"; readonly file: string; readonly way: "namespace" | "translate" | "host" }
  /** It takes no further inputs, and is to stop once it has done what it has. */
  | { readonly type: "retires"; readonly reason: string }
  /** Whether all that was interrupted has come to an end; said once, and again when it has. */
  | { readonly type: "interrupted"; readonly isSettled: boolean }
  /** Its process ended hard, by itself, such as by a signal: what ran is lost. */
  | { readonly type: "crashed"; readonly reason: string }
  /** The container ended itself: `process.exit`, an uncaught error, an unhandled rejection. */
  | { readonly type: "ended"; readonly reason: string; readonly error: Wire }
  /** The container wrote to mounts that everyone sees at once. */
  | { readonly type: "written"; readonly mounts: readonly MountedChanges[] }
  /** The container changed mounts whose changes have to be committed; said once until it is told to. */
  | { readonly type: "changed"; readonly objects: readonly string[] }
  /** It was told to commit. */
  | { readonly type: "committed"; readonly mounts: readonly MountedChanges[] }
  /** It was told to tell what it has on its disk; it has committed before. */
  | { readonly type: "captured"; readonly files: readonly BuiltFile[] }
  | RelayedRequest
  | { readonly type: "sandbox"; readonly report: SandboxReport }
  /** The last that a container with mounts says: what it has not committed. */
  | { readonly type: "left"; readonly mounts: readonly MountedChanges[] }
  | {
      readonly type: "log";
      readonly inputId: string | undefined;
      readonly stream: "stdout" | "stderr";
      readonly text: string;
    };

/** What a container tells of what it runs, as opposed to itself. */
export type WorkReport = Extract<Request, { readonly type: "output" | "yield" | "answer" | "consumed" }>;

/**
 * What could make two runs differ: kinds of real I/O so far, built-in objects changed in this turn, specifiers that its
 * lane has loaded.
 */
export interface Findings {
  readonly io: readonly string[];
  /** What it drew, or asked the machine for, that no seed decides. */
  readonly chance: readonly string[];
  readonly builtIns: readonly string[];
  readonly packages: readonly string[];
}

/** An input that is going to come, and when: epoch milliseconds. */
export type ForeseenInput = readonly [at: number, inputId: string, callId: string];

/**
 * How far a container may run ahead: inputs without arguments that are going to come to it with nothing else in
 * between.
 */
export interface Horizon {
  readonly ordinal: number;
  readonly inputs: readonly ForeseenInput[];
}

/** What one container asked for in one turn. */
export interface Report {
  /** Position of the container among all of its world, in order of creation: the canonical order. */
  readonly ordinal: number;
  readonly requests: readonly Request[];
  /** When the container's own next timer is due, `null` if it has none. */
  readonly nextTimer: number | null;
  /** What the doctor asked to watch for. */
  readonly findings?: Findings | undefined;
  readonly lost?: Loss | undefined;
  /** The turns that it took within its horizon. */
  readonly ahead?: readonly Report[] | undefined;
}

/** A container is gone with its lane. */
export interface Loss {
  /** Number of the lane's death: containers that went together have the same. */
  readonly lane: number;
  /** What happened to the lane, in words. */
  readonly reason: string;
  /** Whose code ended the lane: the container's own, another's, or nobody knows. */
  readonly culprit: "self" | "other" | "unknown";
  readonly death: "exit" | "memory" | "hang";
}

/** Who wants to talk to the person at the terminal. */
export interface Asking {
  /** Such as `fetchPage` or `Model.predict`. */
  readonly function: string;
  readonly inputId: string | null;
  readonly containerId: string;
}
