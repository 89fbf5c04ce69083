/** What is at a path, or open. */
export interface Look {
  /** Type and permissions, as the system has them in one number. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly mtimeMs: number;
  readonly ino: number;
}

/** A name in a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly ino: number;
  /** As `getdents64` has it: 4 a folder, 8 a file, 10 a link, 2 anything else. */
  readonly type: number;
}

/** What a program is started with. */
export interface ChildStart {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Numbers of the child, and what they are of its parent. */
  readonly files: readonly (readonly [number, number])[];
  readonly ownGroup: boolean;
  /** Signals that Python ignores are what they are by default. */
  readonly restores: boolean;
}

/** What can be waited for of a descriptor. */
export interface Interest {
  readonly fd: number;
  readonly read: boolean;
  readonly write: boolean;
}

/** Where a socket is, or leads. */
export interface SocketAddress {
  /** Of IPv4 or IPv6. */
  readonly address: string;
  readonly port: number;
}

/** What somebody outside of the sandbox is asked. */
export interface WebRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  readonly timeoutMs: number;
}

export interface WebAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** What the interpreter may ask, with what it gives and gets. Paths are absolute. */
export interface Calls {
  open: { ask: { path: string; flags: number; mode: number }; answer: { fd: number; look: Look } };
  close: { ask: { fd: number }; answer: void };
  read: { ask: { fd: number; size: number; at?: number }; answer: Uint8Array };
  write: { ask: { fd: number; data: Uint8Array; at?: number }; answer: number };
  seek: { ask: { fd: number; offset: number; whence: number }; answer: number };
  truncate: { ask: { file: number | string; size: number }; answer: void };
  duplicate: { ask: { fd: number; to?: number; from?: number }; answer: number };
  pipe: { ask: object; answer: readonly [number, number] };
  look: { ask: { file: number | string; follow: boolean }; answer: Look };
  terminal: { ask: { fd: number }; answer: { columns: number; rows: number } | null };
  flags: { ask: { fd: number }; answer: number };
  list: { ask: { file: number | string }; answer: readonly FolderEntry[] };
  pathOf: { ask: { fd: number }; answer: string };
  makeFolder: { ask: { path: string; mode: number }; answer: void };
  remove: { ask: { path: string; folder: boolean }; answer: void };
  rename: { ask: { from: string; to: string }; answer: void };
  link: { ask: { from: string; to: string }; answer: void };
  symlink: { ask: { target: string; path: string }; answer: void };
  readlink: { ask: { path: string }; answer: string };
  chmod: { ask: { file: number | string; mode: number }; answer: void };
  times: { ask: { path: string; atimeMs: number | null; mtimeMs: number | null }; answer: void };
  enter: { ask: { path: string }; answer: string };
  poll: { ask: { interests: readonly Interest[]; timeoutMs: number }; answer: readonly number[] };
  sleep: { ask: { ms: number }; answer: void };
  spawn: { ask: ChildStart; answer: number };
  wait: { ask: { pid: number; hang: boolean }; answer: { pid: number; code: number; signal: number } | null };
  kill: { ask: { pid: number; signal: number }; answer: void };
  /** The process group of a process; 0 is itself. */
  group: { ask: { pid: number }; answer: number };
  /** Has `SIGALRM` come after a while, and then again and again; 0 never. Left out: stays. Answered with what it was. */
  timer: { ask: { ms?: number; intervalMs?: number }; answer: { leftMs: number; intervalMs: number } };
  socket: { ask: object; answer: number };
  /** Two that are connected with each other. */
  socketPair: { ask: object; answer: readonly [number, number] };
  bind: { ask: { fd: number } & SocketAddress; answer: void };
  accept: { ask: { fd: number }; answer: { fd: number } & SocketAddress };
  connect: { ask: { fd: number } & SocketAddress; answer: void };
  address: { ask: { fd: number; peer: boolean }; answer: SocketAddress };
  fetch: { ask: WebRequest; answer: WebAnswer };
  /** Nothing more is going to be written to it. */
  shutDown: { ask: { fd: number }; answer: void };
  /** Whether reading and accepting fail instead of waiting. */
  nonBlocking: { ask: { fd: number; isOn: boolean }; answer: void };
  handle: { ask: { signal: number; how: "default" | "ignore" | "handler" }; answer: void };
}

export type CallName = keyof Calls;

/** A call on its way; the last one tells how the program has ended. */
export type Request =
  | { readonly [Name in CallName]: { readonly call: Name; readonly ask: Calls[Name]["ask"] } }[CallName]
  | { readonly call: "end"; readonly code: number; readonly crash?: string };

/** @param now epoch milliseconds of virtual time */
export type Reply =
  | { readonly value: unknown; readonly now: number }
  | { readonly errno: string; readonly now: number };

/** What a run begins with. */
export interface RunStart {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly now: number;
  /** Four numbers of 32 bits, of which all chance comes. */
  readonly seed: readonly number[];
  readonly pid: number;
  readonly parent: number;
  readonly hostname: string;
}

/** What a thread of an interpreter begins with. */
export interface InterpreterTask {
  /** Where the package keeps CPython. */
  readonly folder: string;
  readonly module: WebAssembly.Module;
  /** The standard library, as a zip file. */
  readonly library: SharedArrayBuffer;
  /** By {@link SLOTS}. */
  readonly shared: SharedArrayBuffer;
}

/** Numbers of 32 bits that both sides share. */
export const SLOTS = {
  /** How many replies there have been. */
  replies: 0,
  /** Signals that the interpreter has not taken yet, each as the bit of its number. */
  signals: 1,
} as const;
