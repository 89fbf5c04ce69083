import { checkConstructing, type constructing } from "../../checks/construction.js";
import { describe } from "../../checks/options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { ExecutionError, InvalidError } from "../../contract/errors.js";
import type { SandboxFileAnswer, SandboxFileOperation } from "../../contract/sandbox-files.js";
import { refuseCrossing } from "../codec/refuse-crossing.js";

/** Bytes that one call reads at most: 100 MiB. */
const READ_LIMIT = 100 * 2 ** 20;
/** Bytes that one call writes at most: 1 GiB. */
const WRITE_LIMIT = 2 ** 30;

/** What a mode such as `"r+b"` says. */
export interface FileMode {
  readonly kind: "r" | "w" | "a" | "x";
  readonly isBinary: boolean;
  readonly isBoth: boolean;
}

/** @throws InvalidError unless it has one of r, w, a and x, and b and + at most once each */
export function parseFileMode(mode: unknown): FileMode {
  const letters = typeof mode === "string" ? mode : "";
  const isValid = /^[rwaxb+]+$/.test(letters) && new Set(letters).size === letters.length;
  const [kind, ...others] = Array.from(letters).filter((letter) => /[rwax]/.test(letter));
  if (!isValid || kind === undefined || others.length > 0)
    throw new InvalidError(
      `Invalid file mode: ${describe(mode)}. A mode has one of r, w, a and x, and may have b and +, once each.`,
    );
  return { kind: kind as FileMode["kind"], isBinary: letters.includes("b"), isBoth: letters.includes("+") };
}

/**
 * A file of a sandbox that is open, as Python's `FileIO`. @deprecated Use `sandbox.filesystem`.
 * Modal: docs/modal/sandboxes.md#sandbox-files.
 */
export class FileIO<T extends string | Uint8Array = string> implements AsyncDisposable {
  declare private readonly brand: "FileIO";
  readonly #ask: (operation: SandboxFileOperation) => Promise<SandboxFileAnswer>;
  readonly #path: string;
  readonly #mode: FileMode;
  #position = 0;
  #isClosed = false;

  static {
    refuseAssignments(FileIO, "Files are changed by its methods.");
    refuseCrossing(FileIO, "FileIO", "Pass the Sandbox and the path, or what was read.");
  }

  /** @internal */
  constructor(
    key: typeof constructing,
    ask: (operation: SandboxFileOperation) => Promise<SandboxFileAnswer>,
    path: string,
    mode: FileMode,
  ) {
    checkConstructing("FileIO", key, "sandbox.open");
    this.#ask = ask;
    this.#path = path;
    this.#mode = mode;
  }

  /** So many bytes from where it is, or all that are left. */
  async read(size?: number): Promise<T> {
    return this.#given(await this.#read("read", size));
  }

  /** Up to the end of the line, which is part of it; nothing at the end of the file. */
  async readline(): Promise<T> {
    const rest = await this.#read("readline");
    const end = rest.indexOf(0x0a);
    const line = end < 0 ? rest : rest.subarray(0, end + 1);
    this.#position += line.length - rest.length;
    return this.#given(line);
  }

  /** The lines that are left. */
  async readlines(): Promise<T[]> {
    const lines: T[] = [];
    for (let line = await this.readline(); line.length > 0; line = await this.readline()) lines.push(line);
    return lines;
  }

  /** Writes where it is, or at the end of a file that was opened with a. */
  async write(data: T): Promise<void> {
    this.#checkOpen("write");
    const { kind, isBoth, isBinary } = this.#mode;
    if (kind === "r" && !isBoth) throw new ExecutionError(`FileIO.write: ${this.#path} was opened to be read.`);
    if (isBinary !== ArrayBuffer.isView(data) || (!isBinary && typeof data !== "string"))
      throw new TypeError(`FileIO.write takes ${isBinary ? "bytes" : "text"} in this mode, got ${describe(data)}.`);
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data);
    if (bytes.length > WRITE_LIMIT)
      throw new InvalidError(`FileIO.write writes ${WRITE_LIMIT} bytes at most, got ${bytes.length}.`);
    await this.#ask({ op: "write", path: this.#path, data: bytes, at: kind === "a" ? "end" : this.#position });
    this.#position += bytes.length;
  }

  async writelines(lines: Iterable<T>): Promise<void> {
    for (const line of lines) await this.write(line);
  }

  /** @param whence 0: from the beginning, 1: from where it is, 2: from the end */
  async seek(offset: number, whence: 0 | 1 | 2 = 0): Promise<void> {
    this.#checkOpen("seek");
    if (!Number.isInteger(offset) || ![0, 1, 2].includes(whence))
      throw new InvalidError(
        `FileIO.seek takes a whole number and 0, 1 or 2, got ${describe(offset)}, ${describe(whence)}.`,
      );
    const to = whence === 0 ? offset : (whence === 1 ? this.#position : await this.#size()) + offset;
    if (to < 0) throw new InvalidError(`FileIO.seek: ${to} is before the beginning of ${this.#path}.`);
    this.#position = to;
  }

  /** Nothing is kept back: what was written is there. */
  async flush(): Promise<void> {
    this.#checkOpen("flush");
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let line = await this.readline(); line.length > 0; line = await this.readline()) yield line;
  }

  async #read(what: string, size?: number): Promise<Uint8Array> {
    this.#checkOpen(what);
    const { kind, isBoth } = this.#mode;
    if (kind !== "r" && !isBoth) throw new ExecutionError(`FileIO.${what}: ${this.#path} was opened to be written.`);
    if (size !== undefined && size > READ_LIMIT)
      throw new InvalidError(`FileIO.${what} reads ${READ_LIMIT} bytes at most, got ${size}.`);
    const length = size === undefined || size < 0 ? READ_LIMIT : size;
    const { data = new Uint8Array() } = await this.#ask({
      op: "read",
      path: this.#path,
      offset: this.#position,
      length,
    });
    this.#position += data.length;
    return data;
  }

  async #size(): Promise<number> {
    const { files = [] } = await this.#ask({ op: "stat", path: this.#path });
    return files[0]?.size ?? 0;
  }

  #given(bytes: Uint8Array): T {
    return (this.#mode.isBinary ? bytes : new TextDecoder().decode(bytes)) as T;
  }

  #checkOpen(what: string): void {
    if (this.#isClosed) throw new InvalidError(`FileIO.${what}: ${this.#path} is closed.`);
  }
}
