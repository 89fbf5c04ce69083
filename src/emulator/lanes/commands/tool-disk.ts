import { posix } from "node:path";
import { concat, decode, encode } from "../processes/bytes.js";
import { errorCode, errorText, shellError } from "../processes/system-errors.js";
import { descriptorOf } from "../processes/own-files.js";
import type { FileInfo, OwnProcess, SystemFs } from "../processes/process.js";

interface ToolStat {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly isSymbolicLink: boolean;
  readonly mode: number;
  readonly size: number;
  readonly mtime: Date;
  readonly ino: number;
}

type Encoding = { readonly encoding?: string | null } | string | undefined;

/**
 * The disk of a machine as the commands of just-bash use it, of one process: paths such as `/dev/fd/63` are its own.
 * It has no synchronous part, so that just-bash adds no files of its own to it.
 */
export class ToolDisk {
  readonly #process: OwnProcess;

  constructor(process: OwnProcess) {
    this.#process = process;
  }

  get #fs(): SystemFs {
    return this.#process.system.fs;
  }

  async readFile(path: string, encoding?: Encoding): Promise<string> {
    return textOf(await this.readFileBuffer(path), encoding);
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    const fd = descriptorOf(path);
    if (fd !== undefined) return this.#process.readAll(fd);
    const info = this.#has(path, this.#fs.stat(path));
    if (info.type === "directory") throw told("EISDIR", path);
    if (info.type !== "other") return attempt(path, () => this.#fs.readFile(path));
    const file = this.#process.system.open(path, "r");
    const chunks: Uint8Array[] = [];
    for (let chunk = await file.read(undefined, this.#process.killed); chunk.length > 0;) {
      chunks.push(chunk);
      chunk = await file.read(undefined, this.#process.killed);
    }
    file.release();
    return concat(chunks);
  }

  writeFile(path: string, content: string | Uint8Array, encoding?: Encoding): Promise<void> {
    return this.#write(path, bytesOf(content, encoding), false);
  }

  appendFile(path: string, content: string | Uint8Array, encoding?: Encoding): Promise<void> {
    return this.#write(path, bytesOf(content, encoding), true);
  }

  async exists(path: string): Promise<boolean> {
    return descriptorOf(path) !== undefined || this.#fs.stat(path) !== undefined;
  }

  async stat(path: string): Promise<ToolStat> {
    if (descriptorOf(path) !== undefined) return toolStat(OWN_FILE);
    return toolStat(this.#has(path, this.#fs.stat(path)));
  }

  async lstat(path: string): Promise<ToolStat> {
    if (descriptorOf(path) !== undefined) return toolStat(OWN_FILE);
    return toolStat(this.#has(path, this.#fs.lstat(path)));
  }

  async mkdir(path: string, options?: { readonly recursive?: boolean }): Promise<void> {
    if (options?.recursive === true && this.#fs.stat(path)?.type === "directory") return;
    attempt(path, () => this.#fs.mkdir(path, { recursive: options?.recursive === true }));
  }

  async readdir(path: string): Promise<string[]> {
    if (this.#has(path, this.#fs.stat(path)).type !== "directory") throw told("ENOTDIR", path);
    return attempt(path, () => this.#fs.readdir(path));
  }

  async readdirWithFileTypes(
    path: string,
  ): Promise<{ name: string; isFile: boolean; isDirectory: boolean; isSymbolicLink: boolean }[]> {
    const names = await this.readdir(path);
    return names.flatMap((name) => {
      const info = this.#fs.lstat(posix.join(path, name));
      return info ? [{ name, ...toolStat(info) }] : [];
    });
  }

  async rm(path: string, options?: { readonly recursive?: boolean; readonly force?: boolean }): Promise<void> {
    const info = this.#fs.lstat(path);
    if (!info && options?.force === true) return;
    const isEmpty = this.#has(path, info).type === "directory" && options?.recursive !== true;
    if (isEmpty) attempt(path, () => this.#fs.rmdir(path));
    else attempt(path, () => this.#fs.rm(path, { recursive: options?.recursive === true }));
  }

  async cp(from: string, to: string, options?: { readonly recursive?: boolean }): Promise<void> {
    const info = this.#has(from, this.#fs.stat(from));
    if (info.type !== "directory") return this.writeFile(to, await this.readFileBuffer(from));
    if (options?.recursive !== true) throw told("EISDIR", from);
    await this.mkdir(to, { recursive: true });
    for (const name of await this.readdir(from)) await this.cp(posix.join(from, name), posix.join(to, name), options);
  }

  async mv(from: string, to: string): Promise<void> {
    attempt(from, () => this.#fs.rename(from, to));
  }

  resolvePath(base: string, path: string): string {
    return posix.resolve(base, path);
  }

  /** Nothing: patterns are not matched against the whole disk. */
  getAllPaths(): string[] {
    return [];
  }

  async chmod(path: string, mode: number): Promise<void> {
    attempt(path, () => this.#fs.chmod(path, mode));
  }

  async symlink(target: string, path: string): Promise<void> {
    attempt(path, () => this.#fs.symlink(target, path));
  }

  async link(existing: string, path: string): Promise<void> {
    attempt(path, () => this.#fs.link(existing, path));
  }

  async readlink(path: string): Promise<string> {
    return attempt(path, () => this.#fs.readlink(path));
  }

  async realpath(path: string): Promise<string> {
    return attempt(path, () => this.#fs.realpath(path));
  }

  async utimes(path: string, atime: Date, mtime: Date): Promise<void> {
    attempt(path, () => this.#fs.utimes(path, atime.getTime(), mtime.getTime()));
  }

  #has(path: string, info: FileInfo | undefined): FileInfo {
    if (!info) throw told("ENOENT", path);
    return info;
  }

  async #write(path: string, bytes: Uint8Array, append: boolean): Promise<void> {
    const fd = descriptorOf(path);
    if (fd !== undefined) return this.#process.write(fd, bytes);
    attempt(path, () => this.#fs.writeFile(path, bytes, { append }));
  }
}

/** What a process has open, by its path. */
const OWN_FILE: FileInfo = { type: "other", mode: 0o600, size: 0, mtimeMs: 0, ino: 0 };

function toolStat({ type, mode, size, mtimeMs, ino }: FileInfo): ToolStat {
  return {
    isFile: type === "file" || type === "other",
    isDirectory: type === "directory",
    isSymbolicLink: type === "symlink",
    mode,
    size,
    mtime: new Date(mtimeMs),
    ino,
  };
}

/** An error in the form that the commands of just-bash look for. */
function told(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${errorText(shellError(code)).toLowerCase()}, '${path}'`), { code });
}

function attempt<Value>(path: string, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    throw told(errorCode(error) ?? "EIO", path);
  }
}

function encodingOf(encoding: Encoding): BufferEncoding {
  const name = (typeof encoding === "string" ? encoding : encoding?.encoding) ?? "utf8";
  return name === "binary" || Buffer.isEncoding(name) ? name : "utf8";
}

function textOf(bytes: Uint8Array, encoding: Encoding): string {
  const name = encodingOf(encoding);
  return name === "utf8" || name === "utf-8" ? decode(bytes) : Buffer.from(bytes).toString(name);
}

function bytesOf(content: string | Uint8Array, encoding: Encoding): Uint8Array {
  if (typeof content !== "string") return content;
  const name = encodingOf(encoding);
  return name === "utf8" || name === "utf-8" ? encode(content) : Buffer.from(content, name);
}
