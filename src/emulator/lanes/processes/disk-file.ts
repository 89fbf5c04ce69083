import { asShellError, shellError } from "./system-errors.js";
import type { OpenFile } from "./open-file.js";
import type { SystemFs } from "./process.js";

/** How a file has been opened. */
export interface DiskFileAccess {
  readonly canRead: boolean;
  readonly canWrite: boolean;
  /** Every write goes to its end. */
  readonly appends: boolean;
}

/** What was read last, and when it was so. */
interface Held {
  readonly stamp: string;
  readonly content: Uint8Array;
}

/**
 * A file of the disk with its place in it, which all share that have inherited it. It stays readable and writable when
 * its name has been removed.
 */
export class DiskFile implements OpenFile {
  readonly isTerminal = false;
  readonly #fs: SystemFs;
  readonly #access: DiskFileAccess;
  readonly #closed: () => void;
  #path: string;
  #offset = 0;
  #holders = 1;
  #held: Held | undefined;
  /** Its content, once it has no name. */
  #nameless: Uint8Array | undefined;

  constructor(fs: SystemFs, path: string, access: DiskFileAccess, closed: () => void) {
    this.#fs = fs;
    this.#path = path;
    this.#access = access;
    this.#closed = closed;
  }

  get path(): string {
    return this.#path;
  }

  /** It has another name from now on. */
  renamed(path: string): void {
    this.#path = path;
  }

  /** Its name is about to be removed. */
  losesName(): void {
    this.#nameless ??= this.#content();
  }

  read(size?: number): Promise<Uint8Array> {
    return attempt(() => {
      if (!this.#access.canRead || this.#holders === 0) throw shellError("EBADF");
      const content = size === undefined ? this.#content() : this.#heldContent();
      const part = content.slice(this.#offset, this.#offset + (size ?? content.length));
      this.#offset += part.length;
      return part;
    });
  }

  unread(size: number): void {
    this.#offset = Math.max(0, this.#offset - size);
  }

  write(bytes: Uint8Array): Promise<void> {
    return attempt(() => {
      if (!this.#access.canWrite || this.#holders === 0) throw shellError("EBADF");
      const size = this.#nameless?.length ?? this.#fs.stat(this.#path)?.size ?? 0;
      const at = this.#access.appends ? size : this.#offset;
      if (this.#nameless) this.#nameless = replaced(this.#nameless, at, bytes);
      else if (at === size) this.#fs.writeFile(this.#path, bytes, { append: true });
      else this.#fs.writeFile(this.#path, replaced(this.#content(), at, bytes));
      this.#held = undefined;
      this.#offset = at + bytes.length;
    });
  }

  retain(): void {
    this.#holders++;
  }

  release(): void {
    if (this.#holders > 0 && --this.#holders === 0) this.#closed();
  }

  #content(): Uint8Array {
    if (this.#nameless) return this.#nameless;
    return this.#fs.stat(this.#path) ? this.#fs.readFile(this.#path) : new Uint8Array();
  }

  /** Of whoever reads byte by byte: a file is not read from the disk for each. */
  #heldContent(): Uint8Array {
    if (this.#nameless) return this.#nameless;
    const info = this.#fs.stat(this.#path);
    const stamp = info ? `${info.ino} ${info.size} ${info.mtimeMs}` : "";
    if (this.#held?.stamp !== stamp) this.#held = { stamp, content: this.#content() };
    return this.#held.content;
  }
}

function replaced(content: Uint8Array, at: number, bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.max(content.length, at + bytes.length));
  whole.set(content);
  whole.set(bytes, at);
  return whole;
}

function attempt<Value>(act: () => Value): Promise<Value> {
  try {
    return Promise.resolve(act());
  } catch (error) {
    return Promise.reject(asShellError(error));
  }
}
