import type { AppSubject } from "./backend.js";
import type {
  ExecDefinition,
  HeaderReplacement,
  NetworkPolicy,
  SandboxDefinition,
  SandboxResult,
  SandboxStream,
} from "./sandbox-definition.js";
import type { TunnelData } from "./tunnel-commands.js";
import type { SandboxFileAnswer, SandboxFileEvent, SandboxFileOperation } from "./sandbox-files.js";

interface Entry<Command, Result> {
  readonly command: Command;
  readonly result: Result;
}

/** Which sandbox is meant. */
export interface SandboxSubject {
  /** `sb-…` */
  readonly sandboxId: string;
}

/** A process of a sandbox: 0 is its main process, others are those of `sandbox.exec`. */
export interface ProcessSubject extends SandboxSubject {
  readonly process: number;
}

export interface SandboxBinding extends SandboxSubject {
  readonly appId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** If it has ended. */
  readonly result: SandboxResult | null;
}

/** What there is of an output, from the place that was asked for. */
export interface SandboxOutput {
  readonly data: Uint8Array<ArrayBuffer>;
  /** Where `data` begins: later than asked for if that is not kept any more. */
  readonly offset: number;
  /** Nothing more is going to come. */
  readonly isEnd: boolean;
}

/** Every command about sandboxes. All of them reject with `NotFoundError` for one that there never was. */
export interface SandboxCommands {
  /** Without `app`, in that of the container that asks. Rejects with `AlreadyExistsError` if its name is taken. */
  readonly "sandbox.create": Entry<
    { app?: AppSubject | undefined; definition: SandboxDefinition; environment?: string | undefined },
    SandboxBinding
  >;
  readonly "sandbox.lookup": Entry<SandboxSubject, SandboxBinding>;
  /** @param includeTerminated the last one of that name, if none runs */
  readonly "sandbox.find": Entry<
    { app: string; name: string; environment?: string | undefined; includeTerminated?: boolean | undefined },
    SandboxBinding
  >;
  /** Those that run, newest first. */
  readonly "sandbox.list": Entry<
    {
      appId?: string | undefined;
      tags: Readonly<Record<string, string>>;
      environment?: string | undefined;
    },
    readonly SandboxBinding[]
  >;
  /** Rejects with `ConflictError` if it has ended. */
  readonly "sandbox.exec": Entry<SandboxSubject & { exec: ExecDefinition }, { process: number }>;
  /** Answered as soon as there is something from `offset` (bytes) on, or the output is at its end. */
  readonly "sandbox.read": Entry<
    ProcessSubject & {
      stream: SandboxStream;
      offset: number;
      /** No time passes for its sake. */
      isPassive?: boolean | undefined;
      /** Somebody types: no time passes for its sake while the process waits for that. */
      isTyped?: boolean | undefined;
    },
    SandboxOutput
  >;
  /** Answered when it was taken; rejects with `ConflictError` if the process has ended. */
  readonly "sandbox.write": Entry<ProcessSubject & { data: Uint8Array<ArrayBuffer>; isEnd: boolean }, null>;
  /** The terminal of the process has that many characters now, if it has one. */
  readonly "sandbox.resize": Entry<ProcessSubject & { columns: number; rows: number }, null>;
  /** Answered when the process has ended, with its code, or `null` after `timeoutMs`; -1 if it was ended by its own limit. */
  readonly "sandbox.waitProcess": Entry<ProcessSubject & { timeoutMs?: number | undefined }, number | null>;
  /** Answered when it has ended, or `null` after `timeoutMs`. */
  readonly "sandbox.wait": Entry<SandboxSubject & { timeoutMs?: number | undefined }, SandboxResult | null>;
  readonly "sandbox.terminate": Entry<SandboxSubject, null>;
  /** Answered when its probe has succeeded. */
  readonly "sandbox.ready": Entry<SandboxSubject & { timeoutMs: number }, null>;
  readonly "sandbox.setTags": Entry<SandboxSubject & { tags: Readonly<Record<string, string>> }, null>;
  readonly "sandbox.tags": Entry<SandboxSubject, Readonly<Record<string, string>>>;
  readonly "sandbox.setName": Entry<SandboxSubject & { name: string }, null>;
  readonly "sandbox.files": Entry<SandboxSubject & { operation: SandboxFileOperation }, SandboxFileAnswer>;
  readonly "sandbox.watch": Entry<
    SandboxSubject & { path: string; recursive: boolean; timeoutMs?: number | undefined },
    { watch: number }
  >;
  /** Answered with what has happened since the last time, as soon as there is something, or `null` at the end. */
  readonly "sandbox.watched": Entry<SandboxSubject & { watch: number }, readonly SandboxFileEvent[] | null>;
  readonly "sandbox.unwatch": Entry<SandboxSubject & { watch: number }, null>;
  /** What it has on its disk, or below a path, as an image. `ttlMs` is `null` for one that is kept. */
  readonly "sandbox.snapshot": Entry<
    SandboxSubject & { path?: string | undefined; timeoutMs: number; ttlMs: number | null },
    { imageId: string }
  >;
  readonly "sandbox.mountImage": Entry<SandboxSubject & { path: string; imageId: string | null }, null>;
  readonly "sandbox.unmountImage": Entry<SandboxSubject & { path: string }, null>;
  readonly "sandbox.reloadVolumes": Entry<SandboxSubject & { timeoutMs: number }, null>;
  /** Answered once it has started. Rejects with `SandboxTimeoutError` if that takes longer. */
  readonly "sandbox.tunnels": Entry<SandboxSubject & { timeoutMs: number }, readonly TunnelData[]>;
  /** An address of a port that only those reach who have the token. */
  readonly "sandbox.connectToken": Entry<
    SandboxSubject & { userMetadata: string; port: number },
    { url: string; token: string }
  >;
  /** What it has on its disk and how it was made, to be begun with again. */
  readonly "sandbox.snapshotMemory": Entry<SandboxSubject, { snapshotId: string }>;
  readonly "sandbox.findSnapshot": Entry<{ snapshotId: string }, { isV2: boolean }>;
  /** @param name left out, that of the one it was taken of; `null` for none */
  readonly "sandbox.restore": Entry<{ snapshotId: string; name?: string | null | undefined }, SandboxBinding>;
  /** Answered when it has ended. Rejects with `SnapshotCreationError` if nothing could be taken. */
  readonly "sandbox.exitSnapshot": Entry<SandboxSubject & { timeoutMs?: number | undefined }, { imageId: string }>;
  readonly "sandbox.setNetwork": Entry<SandboxSubject & { network: NetworkPolicy }, null>;
  /** Rejects with `InvalidError` if it was created without a policy, `ConflictError` if it has ended. */
  readonly "sandbox.setOutboundPolicy": Entry<SandboxSubject & { policy: readonly HeaderReplacement[] }, null>;
  /** Another container beside its main one, which ends with it; `definition` has its name. */
  readonly "sandbox.createSidecar": Entry<SandboxSubject & { definition: SandboxDefinition }, SandboxBinding>;
  readonly "sandbox.sidecars": Entry<
    SandboxSubject & { includeTerminated: boolean },
    readonly (SandboxBinding & { readonly name: string })[]
  >;
}
