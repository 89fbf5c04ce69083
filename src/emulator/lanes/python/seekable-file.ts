import type { OpenFile } from "../processes/open-file.js";
import type { FileInfo } from "../processes/process.js";
import { asShellError, shellError } from "../processes/system-errors.js";
import type { DiskHandles } from "./python-port.js";

/** How a file has been opened. */
export interface SeekableAccess {
  readonly canRead: boolean;
  readonly canWrite: boolean;
  readonly appends: boolean;
}

/** A file of the disk, with a place in it that can be moved, which all share that have it. */
export class SeekableFile implements OpenFile {
  readonly isTerminal = false;
  readonly path: string;
  readonly #disk: DiskHandles;
  readonly #handle: number;
  readonly #access: SeekableAccess;
  readonly #wrote: () => void;
  #offset = 0;
  #holders = 1;

  /** @param wrote called after each change */
  constructor(disk: DiskHandles, handle: number, path: string, access: SeekableAccess, wrote: () => void) {
    this.#disk = disk;
    this.#handle = handle;
    this.path = path;
    this.#access = access;
    this.#wrote = wrote;
  }

  get info(): FileInfo {
    return this.#disk.look(this.#handle);
  }

  get access(): SeekableAccess {
    return this.#access;
  }

  read(size?: number): Promise<Uint8Array> {
    return attempt(() => {
      const data = this.readAt(this.#offset, size ?? Math.max(0, this.info.size - this.#offset));
      this.#offset += data.length;
      return data;
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    return attempt(() => {
      if (this.#access.appends) this.#offset = this.info.size;
      this.writeAt(this.#offset, bytes);
      this.#offset += bytes.length;
    });
  }

  unread(size: number): void {
    this.#offset = Math.max(0, this.#offset - size);
  }

  readAt(at: number, size: number): Uint8Array {
    if (!this.#access.canRead || this.#holders === 0) throw shellError("EBADF");
    return this.#disk.read(this.#handle, at, size);
  }

  writeAt(at: number, bytes: Uint8Array): void {
    if (!this.#access.canWrite || this.#holders === 0) throw shellError("EBADF");
    this.#disk.write(this.#handle, at, bytes);
    this.#wrote();
  }

  /** @param whence 0 its start, 1 its place, 2 its end */
  seek(offset: number, whence: number): number {
    const to = offset + (whence === 0 ? 0 : whence === 1 ? this.#offset : this.info.size);
    if (to < 0) throw shellError("EINVAL");
    return (this.#offset = to);
  }

  truncate(size: number): void {
    if (!this.#access.canWrite) throw shellError("EINVAL");
    this.#disk.truncate(this.#handle, size);
    this.#wrote();
  }

  chmod(mode: number): void {
    this.#disk.chmod(this.#handle, mode);
  }

  retain(): void {
    this.#holders++;
  }

  release(): void {
    if (this.#holders > 0 && --this.#holders === 0) this.#disk.close(this.#handle);
  }
}

function attempt<Value>(act: () => Value): Promise<Value> {
  try {
    return Promise.resolve(act());
  } catch (error) {
    return Promise.reject(asShellError(error));
  }
}
