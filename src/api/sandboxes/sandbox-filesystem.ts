import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { checkOptions, describe } from "../../checks/options.js";
import { checkPositive } from "./check-positive.js";
import type { SandboxCommandName } from "./sandbox-handle.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { refuseCrossing } from "../codec/refuse-crossing.js";
import { type FileInfo, SandboxFile } from "./sandbox-file.js";
import { InvalidError } from "../../contract/errors.js";
import type { Commands } from "../../contract/backend.js";
import type { SandboxFileAnswer, SandboxFileEvent, SandboxFileOperation } from "../../contract/sandbox-files.js";

/** What happened to files that are watched. */
export interface FileWatchEvent extends SandboxFileEvent {
  /** As `type`, under the name it has in Modal's JavaScript SDK. */
  readonly eventType: FileWatchEventType;
}
/** What has happened to a file that is watched. */
export type FileWatchEventType = SandboxFileEvent["type"];

/** Asks the sandbox. */
export type SandboxAsker = <C extends SandboxCommandName>(
  name: C,
  command: Omit<Commands[C]["command"], "sandboxId">,
) => Promise<Commands[C]["result"]>;

/** What is read at most in one piece: 5 GiB. */
const READ_LIMIT = 5 * 2 ** 30;

/**
 * The files of a sandbox that runs. Paths are absolute; methods reject with `InvalidError` for one that is not, with
 * `NotFoundError` once the sandbox has ended, and with errors that extend `SandboxFilesystemError` for what the files
 * are in the way of. Modal: docs/modal/sandboxes.md#sandbox-files.
 */
export class SandboxFilesystem {
  declare private readonly brand: "SandboxFilesystem";
  readonly #send: SandboxAsker;

  static {
    refuseAssignments(SandboxFilesystem, "Files are changed by its methods.");
    refuseCrossing(SandboxFilesystem, "SandboxFilesystem", "Pass the Sandbox, which has it.");
  }

  /** @internal */
  constructor(send: SandboxAsker) {
    this.#send = send;
  }

  async readBytes(path: string): Promise<Uint8Array> {
    const { data = new Uint8Array() } = await this.#ask({
      op: "read",
      path: absolute("readBytes", path),
      limit: READ_LIMIT,
    });
    return data;
  }

  /** As UTF-8. */
  async readText(path: string): Promise<string> {
    const { data } = await this.#ask({ op: "read", path: absolute("readText", path), limit: READ_LIMIT });
    return new TextDecoder().decode(data);
  }

  /** Writes a file, the directories above it included. */
  async writeBytes(data: Uint8Array | ArrayBuffer, path: string): Promise<void> {
    if (!ArrayBuffer.isView(data) && !(data instanceof ArrayBuffer))
      throw new TypeError(`writeBytes takes the bytes first, then the path; the bytes are ${describe(data)}.`);
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    await this.#ask({ op: "write", path: absolute("writeBytes", path), data: bytes.slice() });
  }

  /** Writes a file as UTF-8, the directories above it included. */
  async writeText(data: string, path: string): Promise<void> {
    if (typeof data !== "string")
      throw new TypeError(`writeText takes the text first, then the path; the text is ${describe(data)}.`);
    await this.#ask({ op: "write", path: absolute("writeText", path), data: new TextEncoder().encode(data) });
  }

  /** What is in a directory, by name. */
  async listFiles(path: string): Promise<FileInfo[]> {
    const { files = [] } = await this.#ask({ op: "list", path: absolute("listFiles", path) });
    return files.map((info) => new SandboxFile(info));
  }

  /** @param options.createParents those above it as well; then it may be there already. Default: true */
  async makeDirectory(path: string, options: { createParents?: boolean } = {}): Promise<void> {
    checkOptions("makeDirectory", options, ["createParents"]);
    await this.#ask({
      op: "mkdir",
      path: absolute("makeDirectory", path),
      createParents: options.createParents ?? true,
    });
  }

  /** @param options.recursive a directory with all that is in it. Default: false */
  async remove(path: string, options: { recursive?: boolean } = {}): Promise<void> {
    checkOptions("remove", options, ["recursive"]);
    await this.#ask({ op: "remove", path: absolute("remove", path), recursive: options.recursive ?? false });
  }

  /** What is at a path; of a symbolic link, the link. */
  async stat(path: string): Promise<FileInfo> {
    const { files = [] } = await this.#ask({ op: "stat", path: absolute("stat", path) });
    const [found] = files;
    if (!found) throw new TypeError("A sandbox did not say what is at a path.");
    return new SandboxFile(found);
  }

  /** Copies a file of this machine into the sandbox. */
  async copyFromLocal(localPath: string, remotePath: string): Promise<void> {
    const path = absolute("copyFromLocal", remotePath);
    const data = new Uint8Array(await readFile(localPath));
    await this.#ask({ op: "write", path, data });
  }

  /** Copies a file of the sandbox to this machine, where it appears as a whole or not at all. */
  async copyToLocal(remotePath: string, localPath: string): Promise<void> {
    const data = await this.readBytes(remotePath);
    const temporary = `${localPath}.${process.pid}.tmp`;
    try {
      await writeFile(temporary, data);
      await rename(temporary, localPath);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /**
   * What happens to a file or in a directory from now on: `Create`, `Modify` (also of attributes, and both names when
   * one becomes another) and `Remove`; `Access` and `Unknown` do not occur here. Ends with the sandbox.
   * @param options.filter only these types. Default: all
   * @param options.recursive also what is in directories below. Default: false
   * @param options.timeoutMs milliseconds of virtual time after which it ends. Default: no limit
   */
  async *watch(
    path: string,
    options: { filter?: readonly FileWatchEventType[]; recursive?: boolean; timeoutMs?: number } = {},
  ): AsyncGenerator<FileWatchEvent, void, undefined> {
    checkOptions("watch", options, ["filter", "recursive", "timeoutMs"]);
    const { filter, recursive = false, timeoutMs } = options;
    if (timeoutMs !== undefined) checkPositive("watch", "timeoutMs", timeoutMs);
    const { watch } = await this.#send("sandbox.watch", { path: absolute("watch", path), recursive, timeoutMs });
    try {
      for (let events = await this.#next(watch); events; events = await this.#next(watch))
        for (const event of events)
          if (!filter || filter.includes(event.type)) yield { ...event, eventType: event.type };
    } finally {
      await this.#send("sandbox.unwatch", { watch }).catch(() => undefined); // it may be gone
    }
  }

  #next(watch: number): Promise<readonly SandboxFileEvent[] | null> {
    return this.#send("sandbox.watched", { watch });
  }

  #ask(operation: SandboxFileOperation): Promise<SandboxFileAnswer> {
    return this.#send("sandbox.files", { operation });
  }
}

/** @throws InvalidError unless it is an absolute path */
export function absolute(what: string, path: unknown): string {
  if (typeof path === "string" && path.startsWith("/") && !path.includes("\0"))
    return path.length > 1 ? path.replace(/\/+$/, "") || "/" : path;
  throw new InvalidError(`${what} takes an absolute path, got ${describe(path)}.`);
}
