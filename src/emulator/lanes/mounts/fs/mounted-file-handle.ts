import type { ReadStream, Stats, WriteStream } from "node:fs";
import { createInterface, type Interface } from "node:readline";
import { ReadableStream } from "node:stream/web";
import { toOptions, type View } from "./arguments.js";
import { fsError } from "../tree/fs-error.js";
import type { MountedFs } from "./mounted-fs.js";
import { MountedHandle } from "./mounted-handle.js";
import { readStream, writeStream } from "./mounted-streams.js";
import { perform } from "./operation.js";

const CHUNK = 65_536;

/** Node's `FileHandle`, of a file of a mount. */
export class MountedFileHandle extends MountedHandle {
  readonly #files: MountedFs;
  #isLocked = false;

  constructor(files: MountedFs, fd: number) {
    super(files.sync, fd);
    this.#files = files;
  }

  getAsyncId(): number {
    return 0;
  }

  async read(...args: unknown[]): Promise<{ bytesRead: number; buffer: View }> {
    const [first] = args;
    const buffer = ArrayBuffer.isView(first)
      ? (first as View)
      : (((first ?? {}) as { buffer?: View }).buffer ?? Buffer.alloc(16_384));
    const rest = ArrayBuffer.isView(first) ? args : [{ ...(first as object | undefined), buffer }, ...args.slice(1)];
    return { bytesRead: this.#do("readSync", "read", ...rest) as number, buffer };
  }

  async readv(buffers: readonly View[], position?: number): Promise<{ bytesRead: number; buffers: readonly View[] }> {
    return { bytesRead: this.#do("readvSync", "read", buffers, position) as number, buffers };
  }

  async write<T>(data: T, ...args: unknown[]): Promise<{ bytesWritten: number; buffer: T }> {
    return { bytesWritten: this.#do("writeSync", "write", data, ...args) as number, buffer: data };
  }

  async writev(
    buffers: readonly View[],
    position?: number,
  ): Promise<{ bytesWritten: number; buffers: readonly View[] }> {
    return { bytesWritten: this.#do("writevSync", "write", buffers, position) as number, buffers };
  }

  async readFile(options?: unknown): Promise<string | Buffer> {
    return this.#do("readFileSync", "read", options) as string | Buffer;
  }

  async writeFile(data: unknown, options?: unknown): Promise<void> {
    this.#check("write");
    await perform(this.#files.promises["writeFile"], [this, data, options]);
  }

  async appendFile(data: unknown, options?: unknown): Promise<void> {
    return this.writeFile(data, options);
  }

  async stat(options?: unknown): Promise<Stats> {
    return this.#do("fstatSync", "fstat", options) as Stats;
  }

  async truncate(length?: number): Promise<void> {
    this.#do("ftruncateSync", "ftruncate", length);
  }

  async chmod(mode: string | number): Promise<void> {
    this.#do("fchmodSync", "fchmod", mode);
  }

  async chown(uid: number, gid: number): Promise<void> {
    this.#do("fchownSync", "fchown", uid, gid);
  }

  async utimes(atime: number | string | Date, mtime: number | string | Date): Promise<void> {
    this.#do("futimesSync", "futime", atime, mtime);
  }

  async sync(): Promise<void> {
    this.#do("fsyncSync", "fsync");
  }

  async datasync(): Promise<void> {
    this.#do("fdatasyncSync", "fdatasync");
  }

  readLines(options?: object): Interface {
    return createInterface({ input: this.createReadStream(options), crlfDelay: Number.POSITIVE_INFINITY });
  }

  createReadStream(options?: unknown): ReadStream {
    return readStream(this.#files.callbacks, undefined, { ...toOptions(options), fd: this });
  }

  createWriteStream(options?: unknown): WriteStream {
    return writeStream(this.#files.callbacks, undefined, { ...toOptions(options), fd: this });
  }

  readableWebStream({ autoClose = false }: { readonly autoClose?: boolean } = {}): ReadableStream {
    this.#check("read");
    if (this.#isLocked)
      throw Object.assign(new Error("Invalid state: The FileHandle is locked"), { code: "ERR_INVALID_STATE" });
    this.#isLocked = true;
    return new ReadableStream({
      type: "bytes",
      pull: async (controller) => {
        const { bytesRead, buffer } = await this.read(new Uint8Array(CHUNK));
        if (bytesRead > 0) return controller.enqueue(new Uint8Array(buffer.buffer as ArrayBuffer, 0, bytesRead));
        controller.close();
        if (autoClose) await this.close();
      },
      cancel: () => (autoClose ? this.close() : undefined),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #check(syscall: string): void {
    if (this.fd === -1) throw fsError("EBADF", syscall);
  }

  #do(name: string, syscall: string, ...args: unknown[]): unknown {
    this.#check(syscall);
    return perform(this.#files.sync[name], [this.fd, ...args]);
  }
}
