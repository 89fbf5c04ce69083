import { posix } from "node:path";
import type { Look } from "../bridge/python-calls.js";
import type { LaneLink } from "./lane-link.js";
import { type CallTable, systemCall } from "./call-table.js";
import type { LibraryFiles } from "./library-files.js";
import { CallError } from "./call-error.js";
import type { WasmMemory } from "./wasm-memory.js";

/** "The folder that one is in", instead of a descriptor. */
const AT_CWD = -100;
const AT_REMOVE_FOLDER = 0x200;
const AT_NO_FOLLOW = 0x100;
const AT_EMPTY_PATH = 0x1000;

/** Of a time: the present, and "leave it as it is". */
const TIME_NOW = 0x3fffffff;
const TIME_OMIT = 0x3ffffffe;

/** Calls that name files by their paths. */
export class PathCalls {
  readonly #memory: WasmMemory;
  readonly #lane: LaneLink;
  readonly #own: LibraryFiles;
  readonly #opened: (fd: number, flags: number, look: Look) => void;
  #cwd: string;

  /** @param opened told of each file that is opened */
  constructor(
    memory: WasmMemory,
    lane: LaneLink,
    own: LibraryFiles,
    cwd: string,
    opened: (fd: number, flags: number, look: Look) => void,
  ) {
    this.#opened = opened;
    this.#memory = memory;
    this.#lane = lane;
    this.#own = own;
    this.#cwd = cwd;
  }

  get table(): CallTable {
    const memory = this.#memory;
    const lane = this.#lane;
    const at = (folder: number, path: number): string => this.#path(folder, path);
    const look = (path: string, to: number, follow: boolean): void =>
      memory.putLook(this.#own.has(path) ? this.#own.look(path) : lane.ask("look", { file: path, follow }), to);
    const change = (file: string, mode: number): void => lane.ask("chmod", { file, mode: mode & 0o7777 });
    return {
      __syscall_openat: systemCall((folder: number, path: number, flags: number, rest: number) => {
        const name = at(folder, path);
        if (this.#own.has(name)) return this.#own.open(name);
        const { fd, look: found } = lane.ask("open", { path: name, flags, mode: rest === 0 ? 0 : memory.int(rest) });
        this.#opened(fd, flags, found);
        return fd;
      }),
      __syscall_stat64: systemCall((path: number, to: number) => look(at(AT_CWD, path), to, true)),
      __syscall_lstat64: systemCall((path: number, to: number) => look(at(AT_CWD, path), to, false)),
      __syscall_newfstatat: systemCall((folder: number, path: number, to: number, flags: number) =>
        look(this.#path(folder, path, (flags & AT_EMPTY_PATH) !== 0), to, (flags & AT_NO_FOLLOW) === 0),
      ),
      __syscall_faccessat: systemCall((folder: number, path: number, wanted: number) => {
        const name = at(folder, path);
        const { mode } = this.#own.has(name) ? this.#own.look(name) : lane.ask("look", { file: name, follow: true });
        // root may do all but run what nobody may run
        if ((wanted & 1) !== 0 && (mode & 0o111) === 0) throw new CallError("EACCES");
      }),
      __syscall_chdir: systemCall((path: number) => this.#enter(at(AT_CWD, path))),
      __syscall_fchdir: systemCall((fd: number) => this.#enter(lane.ask("pathOf", { fd }))),
      __syscall_getcwd: systemCall((to: number, size: number) => {
        const length = memory.putText(this.#cwd, to, size);
        if (length > size) return -68;
        return length;
      }),
      __syscall_mkdirat: systemCall((folder: number, path: number, mode: number) =>
        lane.ask("makeFolder", { path: at(folder, path), mode: mode & 0o777 }),
      ),
      __syscall_rmdir: systemCall((path: number) => lane.ask("remove", { path: at(AT_CWD, path), folder: true })),
      __syscall_unlinkat: systemCall((folder: number, path: number, flags: number) =>
        lane.ask("remove", { path: at(folder, path), folder: (flags & AT_REMOVE_FOLDER) !== 0 }),
      ),
      __syscall_renameat: systemCall((fromFolder: number, from: number, toFolder: number, to: number) =>
        lane.ask("rename", { from: at(fromFolder, from), to: at(toFolder, to) }),
      ),
      __syscall_symlinkat: systemCall((target: number, folder: number, path: number) =>
        lane.ask("symlink", { target: memory.text(target), path: at(folder, path) }),
      ),
      __syscall_readlinkat: systemCall((folder: number, path: number, to: number, size: number) => {
        const name = at(folder, path);
        if (this.#own.has(name)) throw new CallError("EINVAL");
        const target = new TextEncoder().encode(lane.ask("readlink", { path: name })).subarray(0, size);
        memory.bytes.set(target, to);
        return target.length;
      }),
      __syscall_chmod: systemCall((path: number, mode: number) => change(at(AT_CWD, path), mode)),
      __syscall_fchmodat2: systemCall((folder: number, path: number, mode: number) => change(at(folder, path), mode)),
      __syscall_fchownat: systemCall((folder: number, path: number) => {
        lane.ask("look", { file: at(folder, path), follow: true }); // all is root's, and stays so
      }),
      __syscall_truncate64: systemCall((path: number, size: bigint) =>
        lane.ask("truncate", { file: at(AT_CWD, path), size: Number(size) }),
      ),
      __syscall_utimensat: systemCall((folder: number, path: number, times: number) => {
        const name = path === 0 ? lane.ask("pathOf", { fd: folder }) : this.#path(folder, path, true);
        lane.ask("times", { path: name, atimeMs: this.#time(times, 0), mtimeMs: this.#time(times, 16) });
      }),
      __syscall_statfs64: systemCall((_path: number, _size: number, to: number) => this.#volume(to)),
      __syscall_fstatfs64: systemCall((_fd: number, _size: number, to: number) => this.#volume(to)),
    };
  }

  #path(folder: number, path: number, isEmptyAllowed = false): string {
    const text = this.#memory.text(path);
    if (text === "" && !isEmptyAllowed) throw new CallError("ENOENT");
    if (text.startsWith("/")) return normal(text);
    const from = folder === AT_CWD ? this.#cwd : this.#lane.ask("pathOf", { fd: folder });
    return normal(text === "" ? from : `${from}/${text}`);
  }

  #enter(path: string): void {
    this.#cwd = this.#lane.ask("enter", { path });
  }

  /** @returns epoch milliseconds; `null`: it stays */
  #time(times: number, offset: number): number | null {
    if (times === 0) return this.#lane.now;
    const nanoseconds = this.#memory.int(times + offset + 8);
    if (nanoseconds === TIME_NOW) return this.#lane.now;
    if (nanoseconds === TIME_OMIT) return null;
    return this.#memory.long(times + offset) * 1_000 + nanoseconds / 1e6;
  }

  /** As `struct statfs`: half of 4 GB is free. */
  #volume(to: number): void {
    const memory = this.#memory;
    for (const size of [4, 60]) memory.putInt(4_096, to + size);
    for (const [offset, value] of [
      [8, 1e6],
      [16, 5e5],
      [24, 5e5],
      [32, 1e6],
      [40, 5e5],
    ] as const)
      // prettier-ignore
      memory.putLong(value, to + offset);
    memory.putInt(42, to + 48);
    memory.putInt(255, to + 56);
    memory.putInt(0, to + 64);
  }
}

/** A slash at its end stays: only a folder has one. */
function normal(path: string): string {
  return posix.normalize(path);
}
