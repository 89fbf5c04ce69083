import { encode } from "./bytes.js";
import { DEVICES, openDevice, OWN_DEVICES } from "./devices.js";
import { DiskFile, type DiskFileAccess } from "./disk-file.js";
import { shellError } from "./system-errors.js";
import { Fifo } from "./fifo.js";
import type { OpenFile } from "./open-file.js";
import type { FileInfo, SystemFs } from "./process.js";
import { untilAborted } from "./until-aborted.js";

/** Folders where programs are that are no files. */
export const PROGRAM_FOLDERS: readonly string[] = ["/usr/bin", "/bin"];

/** What is not on the disk has numbers of its own. */
const FIRST_INO = 2 ** 40;

/**
 * The disk as processes see it. Devices and programs that are no files are on it, so that `ls /bin`, `test -x` and
 * `which` find them, and nothing of them is written to the disk. Files that are open follow as they are renamed, and
 * live on as they are removed.
 */
export class MachineFs implements SystemFs {
  readonly #fs: SystemFs;
  readonly #now: () => number;
  readonly #isProgram: (name: string) => boolean;
  readonly #programNames: Iterable<string>;
  readonly #open = new Set<DiskFile>();
  readonly #watchers = new Map<string, Set<() => void>>();
  readonly #fifos = new Map<string, Fifo>();
  #lastIno = FIRST_INO;

  constructor(fs: SystemFs, now: () => number, isProgram: (name: string) => boolean, programNames: Iterable<string>) {
    this.#fs = fs;
    this.#now = now;
    this.#isProgram = isProgram;
    this.#programNames = programNames;
  }

  /** A file of the disk, opened and retained once. */
  opened(path: string, access: DiskFileAccess): DiskFile {
    const file = new DiskFile(this, path, access, () => this.#open.delete(file));
    this.#open.add(file);
    return file;
  }

  /** @throws ShellError EEXIST, ENOENT */
  mkfifo(path: string, mode: number): void {
    if (this.lstat(path)) throw shellError("EEXIST");
    if (this.stat(parentOf(path))?.type !== "directory") throw shellError("ENOENT");
    this.#fifos.set(path, new Fifo(mode, this.#now(), ++this.#lastIno));
  }

  openFifo(path: string, flags: string): OpenFile | undefined {
    return this.#fifos.get(path)?.open(path, flags === "r" ? "read" : "write");
  }

  changed(path: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#watchers.get(path) ?? new Set();
    this.#watchers.set(path, waiting.add(resolve));
    return untilAborted(promise, signal).finally(() => {
      waiting.delete(resolve);
      if (waiting.size === 0 && this.#watchers.get(path) === waiting) this.#watchers.delete(path);
    });
  }

  readFile(path: string): Uint8Array {
    if (isDevice(path)) return new Uint8Array();
    if (this.#ghost(path)) return encode("\x7fELF");
    return this.#fs.readFile(path);
  }

  writeFile(path: string, data: Uint8Array, options?: { readonly append?: boolean; readonly mode?: number }): void {
    if (isDevice(path)) return;
    this.#fs.writeFile(path, data, options);
    this.#tell(path);
  }

  stat(path: string): FileInfo | undefined {
    return this.#other(path) ?? this.#fs.stat(path) ?? this.#ghost(path);
  }

  lstat(path: string): FileInfo | undefined {
    return this.#other(path) ?? this.#fs.lstat(path) ?? this.#ghost(path);
  }

  readdir(path: string): string[] {
    const names = new Set<string>();
    if (path === "/dev") for (const name of [...DEVICES, ...OWN_DEVICES]) names.add(name);
    if (PROGRAM_FOLDERS.includes(path)) for (const name of this.#programNames) names.add(name);
    for (const fifo of this.#fifos.keys()) if (parentOf(fifo) === path) names.add(nameOf(fifo));
    if (names.size === 0 || this.#fs.stat(path)) for (const name of this.#fs.readdir(path)) names.add(name);
    return [...names].toSorted();
  }

  mkdir(path: string, options?: { readonly recursive?: boolean; readonly mode?: number }): void {
    this.#fs.mkdir(path, options);
  }

  rm(path: string, options?: { readonly recursive?: boolean; readonly force?: boolean }): void {
    if (this.#fifos.delete(path)) return;
    this.#ownOnly(path);
    this.#losesNames(path);
    for (const fifo of this.#fifos.keys()) if (fifo.startsWith(`${path}/`)) this.#fifos.delete(fifo);
    this.#fs.rm(path, options);
    this.#tell(path);
  }

  rmdir(path: string): void {
    this.#fs.rmdir(path);
  }

  rename(from: string, to: string): void {
    const fifo = this.#fifos.get(from);
    if (fifo) {
      this.#fifos.delete(from);
      this.#fifos.set(to, fifo);
      return;
    }
    this.#ownOnly(from);
    if (from === to) return;
    this.#losesNames(to);
    this.#fs.rename(from, to);
    this.#tell(from);
    this.#tell(to);
    for (const file of this.#open) if (isBelow(file.path, from)) file.renamed(`${to}${file.path.slice(from.length)}`);
  }

  link(existing: string, path: string): void {
    this.#fs.link(existing, path);
  }

  symlink(target: string, path: string): void {
    this.#fs.symlink(target, path);
  }

  readlink(path: string): string {
    return this.#fs.readlink(path);
  }

  realpath(path: string): string {
    return this.#other(path) || (!this.#fs.lstat(path) && this.#ghost(path)) ? path : this.#fs.realpath(path);
  }

  chmod(path: string, mode: number): void {
    if (isDevice(path) || this.#fifos.has(path)) return;
    this.#ownOnly(path);
    this.#fs.chmod(path, mode);
  }

  utimes(path: string, atimeMs: number, mtimeMs: number): void {
    if (isDevice(path) || this.#fifos.has(path)) return;
    this.#ownOnly(path);
    this.#fs.utimes(path, atimeMs, mtimeMs);
  }

  #tell(path: string): void {
    for (const resolve of this.#watchers.get(path) ?? []) resolve();
  }

  /** What is no file of the disk cannot be changed there. */
  #ownOnly(path: string): void {
    if (isDevice(path) || (this.#ghost(path) && !this.#fs.lstat(path))) throw shellError("EROFS");
  }

  #losesNames(path: string): void {
    for (const file of this.#open) if (isBelow(file.path, path)) file.losesName();
  }

  #other(path: string): FileInfo | undefined {
    const fifo = this.#fifos.get(path);
    if (fifo) return { type: "other", mode: fifo.mode, size: 0, mtimeMs: fifo.createdMs, ino: fifo.ino };
    return isDevice(path) ? { type: "other", mode: 0o666, size: 0, mtimeMs: 0, ino: FIRST_INO } : undefined;
  }

  /** A program that is no file, or a folder that the disk lacks. */
  #ghost(path: string): FileInfo | undefined {
    if (path === "/dev" || PROGRAM_FOLDERS.includes(path))
      return { type: "directory", mode: 0o755, size: 0, mtimeMs: 0, ino: FIRST_INO };
    return PROGRAM_FOLDERS.includes(parentOf(path)) && this.#isProgram(nameOf(path))
      ? { type: "file", mode: 0o755, size: 4, mtimeMs: 0, ino: FIRST_INO }
      : undefined;
  }
}

function isDevice(path: string): boolean {
  return openDevice(path, () => 0) !== undefined || (path.startsWith("/dev/") && OWN_DEVICES.includes(path.slice(5)));
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
