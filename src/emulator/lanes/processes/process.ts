import type { OpenFile } from "./open-file.js";

/** Such as `SIGTERM`. */
export type SignalName = NodeJS.Signals;

/** How a process has ended: with an exit code (0 to 255), or by a signal. */
export interface ExitStatus {
  /** 128 + its number after a signal. */
  readonly code: number;
  readonly signal: SignalName | undefined;
}

/** What a process is started with. */
export interface SpawnOptions {
  /** The name of the program, or its path, and its arguments. */
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  /** Absolute. */
  readonly cwd: string;
  /** By number; each is retained for the new process. */
  readonly files: ReadonlyMap<number, OpenFile>;
  /** Begins a process group of its own, instead of joining that of its parent. */
  readonly ownGroup?: boolean;
  /** Signals that it does not ignore even if whoever has started it does. */
  readonly restored?: readonly SignalName[];
  /** Runs this instead of what `argv` names: a part of a shell. */
  readonly program?: Program;
}

/** A process as others see it. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Of its process group: the pid of whoever began it. */
  readonly group: number;
  readonly argv: readonly string[];
  readonly status: ExitStatus | undefined;
  /** Never rejects. */
  readonly ended: Promise<ExitStatus>;
  /** Signals are told to whoever listens for them in it, and end it otherwise, as the system does it. */
  kill(signal: SignalName): void;
}

/** A process as its program sees it. */
export interface OwnProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly argv: readonly string[];
  /** Exported variables; the program's own. */
  readonly env: Map<string, string>;
  /** Absolute; the program may change it. */
  cwd: string;
  /** By number: 0, 1, 2 as usual. The table is the program's own; what is taken out of it, it releases. */
  readonly files: Map<number, OpenFile>;
  /** Aborted when the process has been killed: its program ends then, at what it waits for. */
  readonly killed: AbortSignal;
  /** Signals that it ignores, as whoever has started it does. */
  readonly ignored: readonly SignalName[];
  readonly system: System;
  /** @throws ShellError EBADF */
  read(fd: number, size?: number): Promise<Uint8Array>;
  /** Resolves when there is room for more. @throws ShellError EPIPE after SIGPIPE was ignored, EBADF */
  write(fd: number, data: string | Uint8Array): Promise<void>;
  /** All until the end. */
  readAll(fd: number): Promise<Uint8Array>;
  /**
   * Virtual time passes.
   * @param signal wakes it up: the promise rejects with its reason
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** @throws ShellError ENOENT, EACCES: no such program; EAGAIN: too many processes run */
  spawn(options: SpawnOptions): Process;
  /**
   * Becomes another program: same pid, same files; what is ignored stays so, handlers do not.
   * @returns its exit code, which is the caller's to return
   */
  exec(argv: readonly string[], program: Program): Promise<number>;
  /** Begins a process group of its own: what is sent to the one that it was in does not reach it any more. */
  lead(): void;
  /**
   * From now on, a signal is not what it is by default (SIGKILL always is).
   * @param handler called when it comes; `"ignore"`, or `"default"` again
   */
  onSignal(signal: SignalName, handler: (() => void) | "ignore" | "default"): void;
}

/** What a process runs. @returns its exit code */
export type Program = (process: OwnProcess) => Promise<number>;

/** What there is for all processes of one machine. */
export interface System {
  readonly fs: SystemFs;
  /** Epoch milliseconds of virtual time. */
  now(): number;
  /** From 0 to 1, seeded. */
  random(): number;
  readonly hostname: string;
  /** Processes that run, by pid. Whoever has started one keeps hold of it, and of how it has ended. */
  readonly processes: ReadonlyMap<number, Process>;
  /** All of a group. */
  killGroup(group: number, signal: SignalName): void;
  /** A pipe: what is written to one end is read from the other. Each end has been retained once. */
  pipe(): { readonly read: OpenFile; readonly write: OpenFile };
  /**
   * Opens a file of the disk, or a device such as `/dev/null`. Retained once.
   * @throws ShellError ENOENT, EISDIR, EEXIST, EACCES, ENOSPC
   */
  open(path: string, flags: "r" | "w" | "a" | "r+" | "wx", mode?: number): OpenFile;
  /**
   * The program that a name stands for, looked up in `path` (as `$PATH`) unless it has a slash.
   * @returns `missing`: nothing of that name; `denied`: no program
   */
  find(name: string, path: string | undefined, cwd: string): Found;
  /** Counts one command: after many, others get their turn, and a little time passes, so that time limits come. */
  step(): Promise<void> | undefined;
}

export type Found =
  | {
      readonly kind: "program";
      readonly path: string;
      readonly program: Program;
      /** All that it does is to tell that the machine lacks it: `which` and `command -v` do not find it. */
      readonly isLacking?: true;
    }
  | { readonly kind: "missing" | "denied" };

export interface FileInfo {
  readonly type: "file" | "directory" | "symlink" | "other";
  /** Permissions, such as 0o644. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly mtimeMs: number;
  readonly ino: number;
}

/** The disk. Paths are absolute; errors are those of `node:fs`, with their codes. */
export interface SystemFs {
  readFile(path: string): Uint8Array;
  writeFile(path: string, data: Uint8Array, options?: { readonly append?: boolean; readonly mode?: number }): void;
  /** Links are followed. `undefined`: nothing is there. */
  stat(path: string): FileInfo | undefined;
  /** Links are not followed. */
  lstat(path: string): FileInfo | undefined;
  /** Names, sorted. */
  readdir(path: string): string[];
  mkdir(path: string, options?: { readonly recursive?: boolean; readonly mode?: number }): void;
  rm(path: string, options?: { readonly recursive?: boolean; readonly force?: boolean }): void;
  rmdir(path: string): void;
  rename(from: string, to: string): void;
  link(existing: string, path: string): void;
  symlink(target: string, path: string): void;
  readlink(path: string): string;
  realpath(path: string): string;
  chmod(path: string, mode: number): void;
  utimes(path: string, atimeMs: number, mtimeMs: number): void;
  /** Makes a pipe with a name, which is no part of the disk. Left out: there are none. */
  mkfifo?(path: string, mode: number): void;
  /** Resolves as a process next writes, renames or removes what is there; rejects as the signal comes. */
  changed?(path: string, signal: AbortSignal): Promise<void>;
}
