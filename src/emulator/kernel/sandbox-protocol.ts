import type { AddedProgram, ProgramCall, ProgramOperation } from "../../contract/program-commands.js";
import type { NetworkPolicy, SandboxRuntime, SandboxStream } from "../../contract/sandbox-definition.js";
import type { SandboxFileAnswer, SandboxFileEvent, SandboxFileOperation } from "../../contract/sandbox-files.js";
import type { ImageFile, BuiltFile } from "../../contract/image-definition.js";
import type { WireError } from "../../contract/wire.js";

/* What travels between the kernel and the containers of sandboxes. */

/** How the container of a sandbox differs from others. */
export interface SandboxSpec {
  readonly runtime: SandboxRuntime;
  /** As programs see it. */
  readonly hostname: string;
  /** Commands of the test's own. */
  readonly added: readonly AddedProgram[];
  readonly network: NetworkPolicy;
  readonly outbound: readonly OutboundHeaders[];
}

/** Headers that requests to a domain get, with the values of secrets: they go by HTTPS, and programs do not see them. */
export interface OutboundHeaders {
  /** `example.com`, `*.example.com` (that and all below it), or `*`. */
  readonly domain: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** A process that is to be started. */
export interface ProcessStart {
  readonly argv: readonly string[];
  /** Absolute; left out, where the sandbox begins. */
  readonly cwd?: string | undefined;
  /** Environment variables over those of the sandbox. */
  readonly env: Readonly<Record<string, string>>;
  readonly isTerminal: boolean;
  readonly discards: readonly SandboxStream[];
  /** What it writes is what the container writes as well. */
  readonly isLogged: boolean;
}

/** What is asked of a container's disk as a whole. */
export type DiskTask =
  /** What it has on its disk, or below a path. */
  | { readonly kind: "capture"; readonly path?: string | undefined }
  /** Something of the files of an image at a path; `null` files: nothing is there any more. */
  | { readonly kind: "mount"; readonly path: string; readonly files: readonly ImageFile[] }
  | { readonly kind: "unmount"; readonly path: string }
  | { readonly kind: "reload" };

/** Kernel to sandbox. Processes and whatever is answered have numbers. */
export type SandboxTask =
  | { readonly do: "start"; readonly process: number; readonly start: ProcessStart }
  | {
      readonly do: "write";
      readonly process: number;
      readonly data: Uint8Array<ArrayBuffer>;
      readonly isEnd: boolean;
    }
  /** Its terminal has that many characters now. */
  | { readonly do: "resize"; readonly process: number; readonly columns: number; readonly rows: number }
  /** So many more bytes of its output are wanted. */
  | { readonly do: "credit"; readonly process: number; readonly stream: SandboxStream; readonly bytes: number }
  | { readonly do: "kill"; readonly process: number }
  | { readonly do: "files"; readonly id: number; readonly operation: SandboxFileOperation }
  | { readonly do: "disk"; readonly id: number; readonly task: DiskTask }
  | { readonly do: "watch"; readonly id: number; readonly path: string; readonly recursive: boolean }
  | { readonly do: "unwatch"; readonly id: number }
  /** It may talk to others from now on. */
  | { readonly do: "network"; readonly network: NetworkPolicy }
  /** Its requests get these headers from now on. */
  | { readonly do: "outbound"; readonly outbound: readonly OutboundHeaders[] }
  /** There are other commands of the test's own. */
  | { readonly do: "added"; readonly added: readonly AddedProgram[] }
  /** Something is asked of a process whose program the host runs. */
  | { readonly do: "program"; readonly id: number; readonly process: number; readonly operation: ProgramOperation }
  /** Its programs run in real time and are waited for: answered when something of them has come, or after `limitMs` of it. */
  | { readonly do: "await"; readonly id: number; readonly limitMs: number }
  /** Whether programs can have terminals: fails if not. */
  | { readonly do: "terminals"; readonly id: number }
  /** Whether a server listens there. */
  | { readonly do: "probe"; readonly id: number; readonly port: number };

/** Sandbox to kernel. */
export type SandboxReport =
  | {
      readonly type: "output";
      readonly process: number;
      readonly stream: SandboxStream;
      readonly data: Uint8Array<ArrayBuffer>;
    }
  /** It waits for what is typed at its terminal, or not any more. */
  | { readonly type: "listens"; readonly process: number; readonly isListening: boolean }
  | { readonly type: "ended"; readonly process: number; readonly code: number }
  | { readonly type: "failed"; readonly id: number; readonly error: WireError }
  | { readonly type: "answer"; readonly id: number; readonly answer: SandboxAnswer }
  | { readonly type: "happened"; readonly id: number; readonly events: readonly SandboxFileEvent[] };

export interface SandboxAnswer extends SandboxFileAnswer {
  readonly built?: readonly BuiltFile[];
  readonly isListening?: boolean;
  /** Real milliseconds. */
  readonly waitedMs?: number;
}

/** Bytes of each output of a process that may be under way without anybody having read them. */
export const OUTPUT_CREDIT: number = 64 * 2 ** 20;

/** Kernel to the host: it is to run a program for a process of a sandbox, or nobody waits for one any more. */
export type ProgramDelivery =
  | { readonly type: "program"; readonly id: number; readonly call: ProgramCall; readonly sandbox: string }
  | { readonly type: "programEnded"; readonly id: number };
