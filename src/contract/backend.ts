import type { Wire } from "./wire.js";
import type { AppDefinition, FunctionBinding, Variant } from "./app-definition.js";
import type { ImageCommands } from "./build-commands.js";
import type { ClientCommands } from "./client-commands.js";
import type { LogCommands } from "./log-commands.js";
import type { ProgramCommands } from "./program-commands.js";
import type { SandboxCommands } from "./sandbox-commands.js";
import type { StorageCommands } from "./storage-commands.js";
import type { TunnelCommands } from "./tunnel-commands.js";
import type { WebCommands } from "./web-commands.js";
import type { WorkspaceCommands } from "./workspace-commands.js";

/**
 * The port between the API and whatever runs the app, as one client has it: plain, structured-cloneable commands and
 * results. Any number of clients talk to one world: the process that has started it, others beside it, and each
 * container.
 */
export interface Backend {
  /**
   * Sends one command.
   * @throws the error that the backend answered with, already decoded
   */
  send<C extends CommandName>(
    name: C,
    command: Commands[C]["command"],
    options?: SendOptions,
  ): Promise<Commands[C]["result"]>;
}

export interface SendOptions {
  /** It has been asked for in vain for so long that no time passes for the sake of its time limit any more. */
  readonly isStale?: boolean | undefined;
  /** The sender does not want the answer any more when it aborts: the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What one input came to. */
export type Outcome =
  | { readonly ok: true; /** Missing for `undefined`. */ readonly value?: Wire }
  | { readonly ok: false; readonly error: Wire };

/** One finished input of a map: its position among the inputs, and what it came to. */
export type MapOutput = readonly [index: number, outcome: Outcome];

/** How many containers a function may have, and how long one stays that is idle. */
export interface AutoscalerSettings {
  readonly minContainers?: number | undefined;
  readonly maxContainers?: number | undefined;
  readonly bufferContainers?: number | undefined;
  readonly scaledownWindowMs?: number | undefined;
}

/** What a function has to do at this moment, over all of its containers. */
export interface FunctionStats {
  /** Inputs that wait for a container. */
  readonly backlog: number;
  /** Containers that are starting, running or idle. */
  readonly numTotalRunners: number;
  readonly numRunningInputs: number;
  /** Further inputs that the running containers could take at once. */
  readonly inputHeadroom: number;
}

interface Entry<Command, Result> {
  readonly command: Command;
  readonly result: Result;
}

/** Every command with its result. */
export interface Commands
  extends
    StorageCommands,
    LogCommands,
    WebCommands,
    WorkspaceCommands,
    ImageCommands,
    SandboxCommands,
    TunnelCommands,
    ProgramCommands,
    ClientCommands {
  readonly "app.run": Entry<
    {
      app: AppDefinition;
      environment?: string | undefined;
      detach?: boolean | undefined;
      /** What this run is called, in place of the app's name. */
      title?: string | undefined;
    },
    AppBinding
  >;
  readonly "app.deploy": Entry<
    {
      app: AppDefinition;
      environment?: string | undefined;
      tag: string;
      strategy: "rolling" | "recreate";
      /** It was deployed before, in another world. */
      kept?: KeptDeployment | undefined;
    },
    AppBinding
  >;
  readonly "app.stop": Entry<{ appId: string; detached: boolean }, null>;
  /** Replaces all tags of an app. */
  readonly "app.setTags": Entry<AppSubject & { tags: Readonly<Record<string, string>> }, null>;
  readonly "app.tags": Entry<AppSubject, Readonly<Record<string, string>>>;
  readonly "app.lookup": Entry<
    { name: string; environment?: string | undefined; createIfMissing: boolean },
    AppBinding
  >;
  readonly "app.info": Entry<AppSubject, AppSummary>;
  /** Newest first; those of an environment, or the one of that id, or all. */
  readonly "app.list": Entry<{ appId?: string | undefined; environment?: string | undefined }, readonly AppSummary[]>;
  /** Without `app`, the only one that has a class of that name. */
  readonly "function.lookup": Entry<
    {
      app: string | undefined;
      name: string;
      environment?: string | undefined;
      version?: number | undefined;
      isClass: boolean;
    },
    FunctionBinding
  >;
  /** A function or class, by its id. */
  readonly "function.find": Entry<{ functionId: string }, FunctionBinding & { readonly appId: string }>;
  /** A variant of a function or class, made when it is asked for the first time. */
  readonly "function.bind": Entry<{ functionId: string; variant: Variant }, FunctionBinding>;
  readonly "function.stats": Entry<{ functionId: string }, FunctionStats>;
  readonly "function.autoscaler": Entry<{ functionId: string; settings: AutoscalerSettings }, AutoscalerSettings>;
  readonly "call.invoke": Entry<{ functionId: string; args: Wire }, Outcome>;
  /** @param method of a class whose own id is given */
  readonly "call.spawn": Entry<{ functionId: string; method?: string | undefined; args: Wire }, { callId: string }>;
  /** One call of many inputs, whose results are kept. */
  readonly "call.spawnMap": Entry<{ functionId: string; inputs: readonly Wire[] }, { callId: string }>;
  /** What was called. @param method its name, of a class whose id is given */
  readonly "call.find": Entry<
    { callId: string },
    { readonly functionId: string; readonly method?: string | undefined; readonly appId: string }
  >;
  /** How many inputs a call has. */
  readonly "call.inputs": Entry<{ callId: string }, number>;
  /** What the inputs of a call have come to so far. */
  readonly "call.progress": Entry<{ callId: string }, InputCounts>;
  /**
   * What a function or class, with its variants or without, did in a span of time, by default the last hour; of one of
   * its containers, if that is given. Moments are epoch milliseconds.
   */
  readonly "function.history": Entry<
    {
      functionId: string;
      since?: number | undefined;
      until?: number | undefined;
      containerId?: string | undefined;
      withVariants: boolean;
    },
    FunctionHistory
  >;
  /** `isLast`: whoever asks is not going to ask again for a result, which then need not be kept. */
  readonly "call.get": Entry<
    { callId: string; index: number; timeoutMs?: number | undefined; isLast?: boolean },
    Outcome
  >;
  readonly "call.cancel": Entry<{ callId: string; terminateContainers: boolean }, null>;
  readonly "call.graph": Entry<{ callId: string }, readonly CallGraphNode[]>;
  readonly "map.start": Entry<{ functionId: string }, { callId: string }>;
  /** Answered when every given input is below the limit of outstanding inputs. */
  readonly "map.put": Entry<{ callId: string; inputs: readonly Wire[] }, null>;
  /** No further input comes. */
  readonly "map.end": Entry<{ callId: string }, null>;
  /** Answered with all outputs that are not yet taken, in order of completion, as soon as there is one. */
  readonly "map.take": Entry<{ callId: string }, { outputs: readonly MapOutput[]; done: boolean }>;
  /** `isUnheard`: nobody will take its items, so it runs to its end by itself. */
  readonly "generator.start": Entry<{ functionId: string; args: Wire; isUnheard?: boolean }, { callId: string }>;
  /** Answered with all items that are not yet taken, as soon as there is one; `end` follows the last of them. */
  readonly "generator.take": Entry<{ callId: string }, { items: readonly Wire[]; end?: Outcome | undefined }>;
  /** The consumer of a map or a generator turned away. */
  readonly "call.abandon": Entry<{ callId: string; cancel: boolean }, null>;
  /** The container that asks is to be preempted after a while. */
  readonly "container.preempt": Entry<{ waitMs: number; jitterMs: number }, null>;
  /** The container that asks takes no further inputs, and stops when it has done what it has. */
  readonly "container.retire": Entry<object, null>;
  /** @param isGraceful it does what it has first; otherwise that is interrupted, and runs again elsewhere */
  readonly "container.stop": Entry<{ containerId: string; isGraceful: boolean }, null>;
  /** How many calls the container that asks runs at once. @param calls what it is from now on, as far as it may be */
  readonly "container.concurrency": Entry<{ calls?: number | undefined }, number>;
  readonly fetch: Entry<FetchRequest, FetchAnswer>;
  /** Answered when the person at the terminal has left the prompt. */
  readonly interact: Entry<object, null>;
}

/** An app that is asked about. */
export interface AppSubject {
  /** Empty for the own app of the container that asks, if it has that name. */
  readonly appId: string;
  readonly name: string | undefined;
}

export type CommandName = keyof Commands;

export interface AppBinding {
  readonly appId: string;
  readonly environment: string;
  readonly functions: readonly FunctionBinding[];
  /** What whoever published the app is to be told. */
  readonly warnings?: readonly string[] | undefined;
}

/** Numbers of inputs by what they have come to. */
export interface InputCounts {
  /** Not at their end. */
  readonly pending: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  /** Cancelled, or ended with their app or deployment. */
  readonly terminated: number;
}

/** What a function did in a span of time. */
export interface FunctionHistory extends InputCounts {
  readonly since: number;
  readonly until: number;
  /** Functions that were looked at. */
  readonly variants: number;
  readonly containers: {
    readonly started: number;
    readonly failed: number;
    /** They have not started by the end of the span. */
    readonly creating: number;
  };
}

/** What an app goes on with in another world than the one that it was deployed in. */
export interface KeptDeployment {
  readonly appId: string;
  /** From 1. */
  readonly version: number;
  /** Epoch milliseconds of virtual time, as the next. */
  readonly createdAt: number;
  readonly deployedAt: number;
  /** Its schedules do not fire. */
  readonly isDormant: boolean;
}

/** What is known of an app. */
export interface AppSummary {
  readonly appId: string;
  readonly name: string | undefined;
  /** What it is called where people read it. */
  readonly title: string;
  readonly environment: string;
  /** `disconnected`: it ran detached, and its client has left. */
  readonly state: "ephemeral" | "detached" | "disconnected" | "deployed" | "stopped";
  /** 1 after its first deployment. */
  readonly version: number;
  /** Epoch milliseconds of virtual time, as the two that follow. */
  readonly createdAt: number;
  readonly deployedAt?: number | undefined;
  readonly stoppedAt?: number | undefined;
  readonly functions: readonly FunctionBinding[];
}

/** An input in the graph of calls, with those that it made. `taskId` is the container, null before it has one. */
export interface CallGraphNode {
  readonly inputId: string;
  readonly functionCallId: string;
  readonly taskId: string | null;
  readonly status: "PENDING" | "SUCCESS" | "FAILURE" | "TERMINATED" | "TIMEOUT" | "INIT_FAILURE";
  readonly functionName: string;
  readonly moduleName: string;
  readonly children: readonly CallGraphNode[];
}

/** An outgoing HTTP request of a container, read whole. */
export interface FetchRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: ArrayBuffer | null;
  /** It has a body, which is sent if a stand-in asks for it. */
  readonly isBodyLater?: boolean;
}

/**
 * A stand-in's answer, or `pass`: the container may ask the real network, or the world for an address of its own, or is
 * to ask again with the body.
 */
export type FetchAnswer =
  | { readonly pass: true; readonly isOfWorld?: boolean; readonly wantsBody?: boolean }
  | {
      readonly pass: false;
      readonly status: number;
      readonly statusText: string;
      readonly headers: readonly (readonly [string, string])[];
      readonly body: ArrayBuffer | null;
      /** The body comes later, by `program.do`. */
      readonly isBodyLater?: true;
    };
