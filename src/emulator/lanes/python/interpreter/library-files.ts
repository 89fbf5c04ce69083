import type { FolderEntry, Look } from "../bridge/python-calls.js";
import { CallError } from "./call-error.js";

/** Descriptors of the interpreter's own begin here, above those of its process. */
const FIRST_FD = 100_000;

const FOLDER = 0o040755;
const FILE = 0o100644;
/** Numbers of files that no disk has. */
const FIRST_INO = 2 ** 41;

interface OpenOwn {
  readonly path: string;
  readonly content: Uint8Array;
  offset: number;
}

/** A file that answers what is written to it. */
export type Asked = (request: Uint8Array) => Uint8Array;

/** Files that are no part of the sandbox's disk: the standard library, and what the interpreter is asked by. */
export class LibraryFiles {
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #folders: ReadonlySet<string>;
  readonly #open = new Map<number, OpenOwn>();
  readonly #asked: { readonly path: string; readonly answer: Asked };
  #answer: Uint8Array = new Uint8Array();
  #last = FIRST_FD;

  /** @param folders folders of none of the files */
  constructor(
    files: ReadonlyMap<string, Uint8Array>,
    folders: Iterable<string>,
    asked: { readonly path: string; readonly answer: Asked },
  ) {
    this.#files = files;
    this.#folders = new Set(folders);
    this.#asked = asked;
  }

  has(path: string): boolean {
    return this.#files.has(path) || this.#folders.has(path) || path === this.#asked.path;
  }

  owns(fd: number): boolean {
    return this.#open.has(fd);
  }

  look(file: number | string): Look {
    const path = typeof file === "number" ? this.#get(file).path : file;
    if (this.#folders.has(path)) return { mode: FOLDER, size: 0, mtimeMs: 0, ino: FIRST_INO };
    return { mode: FILE, size: this.#files.get(path)?.length ?? 0, mtimeMs: 0, ino: FIRST_INO + 1 };
  }

  open(path: string): number {
    this.#open.set(++this.#last, { path, content: this.#files.get(path) ?? new Uint8Array(), offset: 0 });
    return this.#last;
  }

  /** What is in a folder that is open. */
  list(fd: number): FolderEntry[] {
    const start = `${this.#get(fd).path}/`;
    const below = (paths: Iterable<string>, type: number): FolderEntry[] =>
      [...paths].flatMap((path) => {
        const name = path.slice(start.length);
        return path.startsWith(start) && !name.includes("/") ? [{ name, ino: FIRST_INO, type }] : [];
      });
    return [...below(this.#folders, 4), ...below(this.#files.keys(), 8)];
  }

  close(fd: number): void {
    this.#open.delete(fd);
  }

  read(fd: number, size: number, at?: number): Uint8Array {
    const open = this.#get(fd);
    if (this.#folders.has(open.path)) throw new CallError("EISDIR");
    if (open.path === this.#asked.path) return this.#takeAnswer(size);
    const from = at ?? open.offset;
    const part = open.content.subarray(from, from + size);
    if (at === undefined) open.offset += part.length;
    return part;
  }

  write(fd: number, data: Uint8Array): number {
    if (this.#get(fd).path !== this.#asked.path) throw new CallError("EROFS");
    this.#answer = this.#asked.answer(data);
    return data.length;
  }

  seek(fd: number, offset: number, whence: number): number {
    const open = this.#get(fd);
    const to = offset + (whence === 0 ? 0 : whence === 1 ? open.offset : open.content.length);
    if (to < 0) throw new CallError("EINVAL");
    return (open.offset = to);
  }

  #takeAnswer(size: number): Uint8Array {
    const part = this.#answer.subarray(0, size);
    this.#answer = this.#answer.subarray(part.length);
    return part;
  }

  #get(fd: number): OpenOwn {
    const open = this.#open.get(fd);
    if (!open) throw new CallError("EBADF");
    return open;
  }
}
