import type { Backend, SendOptions } from "../../../contract/backend.js";
import * as errors from "../../../contract/errors.js";
import type { SandboxOutput } from "../../../contract/sandbox-commands.js";
import type { SandboxStream } from "../../../contract/sandbox-definition.js";
import type { SandboxFileAnswer, SandboxFileInfo, SandboxFileOperation } from "../../../contract/sandbox-files.js";
import type { Exec } from "./exec.js";
import type { FileRequest } from "./file-request.js";
import { OutputBuffer } from "./output-buffer.js";

/** The exit code of what ends with its sandbox: 128 and SIGKILL. */
const KILLED = 137;

/** Bytes that are read at most. */
const READ_LIMIT = 5 * 2 ** 30;

/** What failures are called, and how people read them; the first that fits. */
const KINDS: readonly (readonly [new (message?: string) => globalThis.Error, kind: string, message: string])[] = [
  [errors.SandboxFilesystemNotFoundError, "NotFound", "No such file or directory"],
  [errors.SandboxFilesystemIsADirectoryError, "IsDirectory", "Is a directory"],
  [errors.SandboxFilesystemNotADirectoryError, "NotDirectory", "Not a directory"],
  [errors.SandboxFilesystemPermissionError, "PermissionDenied", "Permission denied"],
  [errors.SandboxFilesystemFileTooLargeError, "FileTooLarge", "File too large"],
  [errors.SandboxFilesystemPathAlreadyExistsError, "PathAlreadyExists", "File exists"],
  [errors.SandboxFilesystemDirectoryNotEmptyError, "DirectoryNotEmpty", "Directory not empty"],
];

/**
 * Stands for the program by which Modal's clients work on the files of a sandbox: takes what is asked for from its
 * command line and its input, and answers as that program does.
 */
export class FileTool implements Exec {
  readonly #backend: Backend;
  readonly #sandboxId: string;
  readonly #request: FileRequest;
  readonly #outputs: Readonly<Record<SandboxStream, OutputBuffer>> = {
    stdout: new OutputBuffer(),
    stderr: new OutputBuffer(),
  };
  readonly #ended: PromiseWithResolvers<number> = Promise.withResolvers();
  #code: number | null = null;
  #input: Uint8Array[] = [];
  #watch: number | undefined;
  #following: Promise<void> | undefined;

  private constructor(backend: Backend, sandboxId: string, request: FileRequest) {
    this.#backend = backend;
    this.#sandboxId = sandboxId;
    this.#request = request;
  }

  /** @throws NotFoundError if the sandbox has ended */
  static async start(backend: Backend, sandboxId: string, request: FileRequest): Promise<FileTool> {
    const { result } = await backend.send("sandbox.lookup", { sandboxId });
    if (result) throw new errors.NotFoundError(`Sandbox ${sandboxId} has ended: its files are gone.`);
    const tool = new FileTool(backend, sandboxId, request);
    if (request.op !== "WriteFile") await tool.#run();
    return tool;
  }

  async read(stream: SandboxStream, offset: number): Promise<SandboxOutput> {
    const output = this.#outputs[stream];
    while (this.#watch !== undefined && this.#code === null && output.size <= offset) await this.#follow(this.#watch);
    if (this.#code === null && output.size <= offset && (await this.#endedWithin()) === KILLED) output.end();
    return output.read(offset);
  }

  async write(data: Uint8Array<ArrayBuffer>, isEnd: boolean): Promise<void> {
    this.#input.push(data);
    if (!isEnd) return;
    if (this.#request.op === "WriteFile") await this.#run();
    else if (this.#watch !== undefined) {
      await this.#backend.send("sandbox.unwatch", { sandboxId: this.#sandboxId, watch: this.#watch });
      this.#end();
    }
  }

  async wait(timeoutMs: number, how?: SendOptions): Promise<number | null> {
    if (timeoutMs === 0) return this.#code;
    while (this.#watch !== undefined && this.#code === null) await this.#follow(this.#watch);
    return this.#endedWithin(timeoutMs, how);
  }

  /** Its exit code, or `null` at the end of the time; for a sandbox that ends before, as of what was killed. */
  async #endedWithin(timeoutMs?: number, how?: SendOptions): Promise<number | null> {
    if (this.#code !== null) return this.#code;
    const over = new AbortController();
    const { signal } = over;
    // the world has to know that somebody waits for input that may never come
    const asked = this.#backend.send("sandbox.wait", { sandboxId: this.#sandboxId, timeoutMs }, { ...how, signal });
    const timeOut = asked.then((result) => (result ? KILLED : null));
    timeOut.catch(() => undefined); // given up
    try {
      return await Promise.race([this.#ended.promise, timeOut]);
    } finally {
      over.abort();
    }
  }

  async #run(): Promise<void> {
    try {
      await this.#answer();
    } catch (error) {
      if (!(error instanceof errors.SandboxFilesystemError)) throw error;
      this.#fail(error);
    }
  }

  async #answer(): Promise<void> {
    const request = this.#request;
    const { path } = request;
    switch (request.op) {
      case "ReadFile":
        return this.#end((await this.#ask({ op: "read", path, limit: READ_LIMIT })).data);
      case "WriteFile":
        await this.#ask({ op: "write", path, data: new Uint8Array(Buffer.concat(this.#input)) });
        return this.#end();
      case "ListFiles":
        return this.#endWith(((await this.#ask({ op: "list", path })).files ?? []).map(infoMessage));
      case "Stat": {
        const [found] = (await this.#ask({ op: "stat", path })).files ?? [];
        return this.#endWith(found && infoMessage(found));
      }
      case "MakeDirectory":
        await this.#ask({ op: "mkdir", path, createParents: request.parents });
        return this.#end();
      case "Remove":
        await this.#ask({ op: "remove", path, recursive: request.recursive });
        return this.#end();
      case "Watch": {
        const timeoutMs = request.timeout_secs === null ? undefined : request.timeout_secs * 1000;
        const subject = { sandboxId: this.#sandboxId, path, recursive: request.recursive, timeoutMs };
        this.#watch = (await this.#backend.send("sandbox.watch", subject)).watch;
      }
    }
  }

  /** Writes what has happened next, a line each: nothing is waited for but for somebody who reads it. */
  #follow(watch: number): Promise<void> {
    return (this.#following ??= this.#next(watch).finally(() => (this.#following = undefined)));
  }

  async #next(watch: number): Promise<void> {
    try {
      const events = await this.#backend.send("sandbox.watched", { sandboxId: this.#sandboxId, watch });
      if (!events) return this.#end();
      const filter = this.#request.op === "Watch" ? this.#request.filter : null;
      for (const { type, paths } of events)
        if (!filter || filter.includes(type)) this.#print({ event_type: type, paths });
    } catch (error) {
      if ((error as globalThis.Error).name === "AbortError") throw error; // who has read it is gone, and may come back
      this.#end(); // the sandbox has ended, or the world
    }
  }

  async #ask(operation: SandboxFileOperation): Promise<SandboxFileAnswer> {
    return this.#backend.send("sandbox.files", { sandboxId: this.#sandboxId, operation });
  }

  #print(value: unknown): void {
    this.#outputs.stdout.append(Buffer.from(`${JSON.stringify(value)}\n`));
  }

  #endWith(value: unknown): void {
    this.#print(value);
    this.#end();
  }

  #end(output: Uint8Array = new Uint8Array()): void {
    if (output.length > 0) this.#outputs.stdout.append(output);
    this.#over(0);
  }

  #fail(error: globalThis.Error): void {
    const [, kind = "Other", message = error.message] = KINDS.find(([each]) => error instanceof each) ?? [];
    const payload = { error_kind: kind, message, detail: error.message };
    this.#outputs.stderr.append(Buffer.from(JSON.stringify(payload)));
    this.#over(1);
  }

  #over(code: number): void {
    if (this.#code !== null) return;
    for (const output of Object.values(this.#outputs)) output.end();
    this.#code = code;
    this.#ended.resolve(code);
  }
}

function infoMessage(info: SandboxFileInfo): object {
  const { name, path, type, size, mode, owner, group, modifiedTime, symlinkTarget } = info;
  return {
    name,
    path,
    type,
    size,
    mode,
    permissions: mode.toString(8).padStart(4, "0"),
    owner,
    group,
    modified_time: modifiedTime / 1000,
    ...(symlinkTarget !== undefined && { symlink_target: symlinkTarget }),
  };
}
