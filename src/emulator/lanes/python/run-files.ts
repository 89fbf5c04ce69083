import { posix } from "node:path";
import type { Calls, FolderEntry, Look } from "./bridge/python-calls.js";
import type { OpenFile } from "../processes/open-file.js";
import { openOwn } from "../processes/own-files.js";
import type { FileInfo, OwnProcess, SystemFs } from "../processes/process.js";
import { shellError } from "../processes/system-errors.js";
import type { DiskHandles } from "./python-port.js";
import { type SeekableAccess, SeekableFile } from "./seekable-file.js";
import { ListeningSocket } from "./listening-socket.js";
import { StreamSocket } from "./stream-socket.js";
import type { Watchable } from "./watchable.js";
import { WatchedFile } from "./watched-file.js";

/** Flags of `open`. */
const FLAGS = { create: 64, exclusive: 128, truncate: 512, append: 1_024, folder: 65_536, noFollow: 131_072 } as const;

const TYPES: Readonly<Record<FileInfo["type"], number>> = {
  file: 0o100000,
  directory: 0o040000,
  symlink: 0o120000,
  other: 0o020000,
};
const PIPE = 0o010600;
/** A socket. */
const NO_FILE = { mode: 0o140777, size: 0, mtimeMs: 0 };

/** Types of entries, as `getdents64` has them. */
const ENTRY_TYPES: Readonly<Record<FileInfo["type"], number>> = { file: 8, directory: 4, symlink: 10, other: 2 };

/** A folder that is open. */
class FolderFile implements OpenFile {
  readonly isTerminal = false;
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  read(): Promise<Uint8Array> {
    return Promise.reject(shellError("EISDIR"));
  }

  write(): Promise<void> {
    return Promise.reject(shellError("EBADF"));
  }

  retain(): void {
    // nothing is held
  }

  release(): void {
    // nothing is held
  }
}

/** What a run of Python has open: descriptors of its process. Errors are those of the system, with their codes. */
export class RunFiles {
  readonly #process: OwnProcess;
  readonly #disk: DiskHandles;

  constructor(process: OwnProcess, disk: DiskHandles) {
    this.#process = process;
    this.#disk = disk;
  }

  get #fs(): SystemFs {
    return this.#process.system.fs;
  }

  get(fd: number): OpenFile {
    const file = this.#process.files.get(fd);
    if (!file) throw shellError("EBADF");
    return file;
  }

  open({ path, flags, mode }: Calls["open"]["ask"]): number {
    return this.add(this.#opened(path, flags, mode));
  }

  /** @param from the least number that it may have */
  add(file: OpenFile, from = 0): number {
    let fd = from;
    while (this.#process.files.has(fd)) fd++;
    this.#process.files.set(fd, file);
    return fd;
  }

  close(fd: number): void {
    this.get(fd).release();
    this.#process.files.delete(fd);
  }

  duplicate({ fd, to, from }: Calls["duplicate"]["ask"]): number {
    const file = this.get(fd);
    file.retain();
    if (to === undefined) return this.add(file, from);
    this.#process.files.get(to)?.release();
    this.#process.files.set(to, file);
    return to;
  }

  pipe(): readonly [number, number] {
    const { read, write } = this.#process.system.pipe();
    return [this.add(read), this.add(write)];
  }

  /** Of which can be told whether there is something to read; `undefined` for files, of which there always is. */
  watched(fd: number): Watchable | undefined {
    const file = this.get(fd);
    if (file instanceof WatchedFile || file instanceof StreamSocket || file instanceof ListeningSocket) return file;
    if (file instanceof SeekableFile || file instanceof FolderFile || file.unread || file.isOutput) return undefined;
    const watched = new WatchedFile(file);
    this.#process.files.set(fd, watched);
    return watched;
  }

  seekable(fd: number): SeekableFile {
    const file = this.get(fd);
    if (!(file instanceof SeekableFile)) throw shellError("ESPIPE");
    return file;
  }

  flags(fd: number): number {
    const file = this.get(fd);
    if (!(file instanceof SeekableFile)) return fd === 0 ? 0 : 2;
    const { canRead, canWrite, appends } = file.access;
    return (canWrite ? (canRead ? 2 : 1) : 0) | (appends ? FLAGS.append : 0);
  }

  pathOf(fd: number): string {
    const { path } = this.get(fd);
    if (path === undefined) throw shellError("ENOTDIR");
    return path;
  }

  look({ file, follow }: Calls["look"]["ask"]): Look {
    if (typeof file === "string") {
      const info = follow ? this.#fs.stat(file) : this.#fs.lstat(file);
      if (!info) throw this.#missing(file);
      if (file.endsWith("/") && file !== "/" && info.type === "file") throw shellError("ENOTDIR");
      return lookOf(info);
    }
    const open = this.get(file);
    if (open instanceof SeekableFile) return lookOf(open.info);
    const info = open.path === undefined ? undefined : this.#fs.stat(open.path);
    if (info) return lookOf(info);
    if (open.isSocket) return { ...NO_FILE, ino: file + 1 };
    return { mode: open.isTerminal ? TYPES.other | 0o620 : PIPE, size: 0, mtimeMs: 0, ino: file + 1 };
  }

  list(file: number | string): FolderEntry[] {
    const path = typeof file === "number" ? this.pathOf(file) : file;
    return this.#fs.readdir(path).flatMap((name) => {
      const info = this.#fs.lstat(posix.join(path, name));
      return info ? [{ name, ino: info.ino, type: ENTRY_TYPES[info.type] }] : [];
    });
  }

  truncate(file: number | string, size: number): void {
    if (typeof file === "number") return this.seekable(file).truncate(size);
    const opened = this.#seekable(file, "r+", { canRead: true, canWrite: true, appends: false }, 0);
    try {
      opened.truncate(size);
    } finally {
      opened.release();
    }
  }

  /** Why there is nothing: it might be looked for below a file. */
  #missing(path: string): Error {
    let folder = posix.dirname(path);
    while (!this.#fs.lstat(folder) && folder !== "/") folder = posix.dirname(folder);
    const found = this.#fs.stat(folder)?.type ?? "directory";
    return shellError(found === "directory" ? "ENOENT" : "ENOTDIR");
  }

  #opened(path: string, flags: number, mode: number): OpenFile {
    const canRead = (flags & 3) !== 1;
    const canWrite = (flags & 3) !== 0;
    if ((flags & FLAGS.noFollow) !== 0 && this.#fs.lstat(path)?.type === "symlink") throw shellError("ELOOP");
    const info = this.#fs.stat(path);
    if (info?.type === "directory") {
      if (canWrite || (flags & FLAGS.create) !== 0) throw shellError("EISDIR");
      return new FolderFile(path);
    }
    if (info && (flags & FLAGS.folder) !== 0) throw shellError("ENOTDIR");
    if (info?.type === "other" || /^\/(?:dev|proc)\//.test(path)) {
      const file = openOwn(this.#process, path, canWrite ? (canRead ? "r+" : "w") : "r", mode);
      return file;
    }
    if (!info && (flags & FLAGS.create) === 0) throw this.#missing(path);
    if (info && (flags & FLAGS.create) !== 0 && (flags & FLAGS.exclusive) !== 0) throw shellError("EEXIST");
    const isEmptied = !info || (canWrite && (flags & FLAGS.truncate) !== 0);
    const how = isEmptied ? "w+" : canWrite ? "r+" : "r";
    return this.#seekable(path, how, { canRead, canWrite, appends: (flags & FLAGS.append) !== 0 }, mode);
  }

  #seekable(path: string, how: "r" | "r+" | "w+", access: SeekableAccess, mode: number): SeekableFile {
    const fs = this.#fs;
    const handle = this.#disk.open(path, how, mode & 0o777);
    return new SeekableFile(this.#disk, handle, path, access, () => {
      // whoever watches it hears of it
      if (fs.stat(path)?.ino === this.#disk.look(handle).ino) fs.writeFile(path, new Uint8Array(), { append: true });
    });
  }
}

function lookOf({ type, mode, size, mtimeMs, ino }: FileInfo): Look {
  return { mode: TYPES[type] | mode, size, mtimeMs, ino };
}
