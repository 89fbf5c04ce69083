import type { RpcFaultOptions } from "./rpc-fault.js";
import type { StorageFaultOptions } from "./storage-fault.js";
import type { FaultError, FaultFrequency } from "./fault-error.js";

/** An attempt that a fault may hit, as it starts. */
export interface AttemptAccess {
  /** Such as `fetchPage` or `Model.predict`. */
  readonly function: string;
  /** `undefined` for an app without a name. */
  readonly app: string | undefined;
  readonly inputId: string;
  /** Position among the inputs of its function call, from 0. */
  readonly index: number;
  /** Number of the attempt at this input, from 1. */
  readonly attempt: number;
  /** `undefined` if a mock answers. */
  readonly containerId: string | undefined;
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
}

/** A container that a fault may hit, as it starts. */
export interface ContainerAccess {
  /** Of which function or class. */
  readonly function: string;
  readonly app: string | undefined;
  readonly containerId: string;
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
}

/** Which attempts a fault hits. */
export interface AttemptSelection extends FaultFrequency {
  /**
   * Numbers of inputs, from 1, in the order in which the chosen functions first start them after the fault was given.
   * Default: all.
   */
  calls?: number | readonly number[];
  /** Numbers of attempts at an input, from 1. Default: all. */
  attempts?: number | readonly number[];
  /** Hits only attempts that this is true for. */
  when?: (attempt: AttemptAccess) => boolean;
}

/** The attempt fails; its code does not run. Retried as the function says. */
export interface FailOptions extends AttemptSelection {
  /** What it fails with. Default: an `Error`. */
  error?: FaultError;
}

/** The container goes while an attempt runs. */
export interface ContainerLossOptions extends AttemptSelection {
  /**
   * Virtual milliseconds from the start of the attempt, 0 or more; when the attempt ends sooner, that moment. Default:
   * 0, that is, when its code first waits: for time, or for an answer to its first operation.
   */
  afterMs?: number;
  /**
   * Instead: the number, from 1, of the operation of its code at which it strikes, such as one on a stored object, or a
   * call. That is carried out, but its answer does not come. The end of the attempt counts as its last operation; what
   * is beyond that is not hit, which does not count for `times`.
   */
  atOperation?: number;
}

/** The attempt comes late to its container. */
export interface DelayOptions extends AttemptSelection {
  /** Virtual milliseconds, more than 0; they count towards the function's `timeoutMs`. */
  delayMs: number;
}

/** The input is handed out twice. */
export interface DuplicateOptions extends AttemptSelection {
  /**
   * `"next"`: as a further attempt elsewhere while the first runs on, whose outcome is ignored; `"same"`: as the same
   * attempt, to the same container, which ignores it. Default: `"next"`.
   */
  as?: "next" | "same";
}

/** Which starts of containers are hit. */
export interface StartSelection extends FaultFrequency {
  /**
   * Numbers of containers of the chosen functions, from 1, in the order of their starts after the fault was given.
   * Default: all.
   */
  containers?: number | readonly number[];
  /** Hits only containers that this is true for. */
  when?: (container: ContainerAccess) => boolean;
}

/** A container takes long to start. */
export interface SlowStartOptions extends StartSelection {
  /** Virtual milliseconds, more than 0; they count towards the function's `startupTimeoutMs`. */
  delayMs: number;
}

/** A container fails to start: another one does, after a pause. */
export interface FailStartOptions extends StartSelection {
  /** As if its module or an `enter` hook had thrown it. Default: an error that names the function. */
  error?: FaultError;
}

/** A layer whose build a fault may hit. */
export interface BuildAccess {
  /** Of the layer. */
  readonly imageId: string;
  /** Such as `pipInstall`. */
  readonly kind: string;
  /** As lines of a Dockerfile. */
  readonly text: string;
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
}

/** Which builds of layers are hit; what is in the cache is not built. */
export interface BuildSelection extends FaultFrequency {
  /** Hits only layers that this is true for. */
  when?: (layer: BuildAccess) => boolean;
}

/** The build of a layer fails, and so does whatever needs it, with `ImageBuildError`. */
export interface FailBuildOptions extends BuildSelection {
  /** What has gone wrong; it is the cause of the error. Default: an `Error`. */
  error?: FaultError;
}

/** The build of a layer takes long. */
export interface SlowBuildOptions extends BuildSelection {
  /** Virtual milliseconds, more than 0. */
  delayMs: number;
}

interface OfStep {
  /** Text or pattern in the lines of a Dockerfile that stand for the layer. Default: all layers. */
  readonly step?: string | RegExp;
}

interface OfMethod {
  /** Name of a method of Modal's protocol, such as `FunctionMap`, or a pattern. Default: all but `AuthTokenGet`. */
  readonly method?: string | RegExp;
}

interface OfFunction {
  /** `"app/function"` or `"app/Class.method"`. Default: all functions. */
  readonly function?: string;
}

/** One thing that goes wrong, as plain data but for `when`. */
export type Fault =
  | Readonly<FailOptions & OfFunction & { kind: "fail" }>
  | Readonly<ContainerLossOptions & OfFunction & { kind: "preempt" }>
  | Readonly<ContainerLossOptions & OfFunction & { kind: "crash" }>
  | Readonly<ContainerLossOptions & OfFunction & { kind: "outOfMemory" }>
  | Readonly<AttemptSelection & OfFunction & { kind: "loseOutput" }>
  | Readonly<DuplicateOptions & OfFunction & { kind: "duplicate" }>
  | Readonly<DelayOptions & OfFunction & { kind: "delay" }>
  | Readonly<SlowStartOptions & OfFunction & { kind: "slowStart" }>
  | Readonly<FailStartOptions & OfFunction & { kind: "failStart" }>
  | Readonly<FailBuildOptions & OfStep & { kind: "failBuild" }>
  | Readonly<SlowBuildOptions & OfStep & { kind: "slowBuild" }>
  | Readonly<StorageFaultOptions & OfFunction & { kind: "failStorage" }>
  | Readonly<RpcFaultOptions & OfMethod & { kind: "rpc" }>;

/** The name of a kind of faults, such as `preempt`. */
export type FaultKind = Fault["kind"];
/** Kinds that hit what is built, before anything runs. */
export type BuildFaultKind = "failBuild" | "slowBuild";
/** Kinds that hit what runs. */
export type RunFaultKind = Exclude<FaultKind, BuildFaultKind | "rpc">;

/**
 * What goes wrong in a world, in order: of several faults that could hit an attempt, a container or an operation, the
 * first one does.
 */
export type FaultPlan = readonly Fault[];
