import { constructing } from "../../checks/construction.js";
import { checkOptions } from "../../checks/options.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";
import {
  AlreadyExistsError,
  FilesystemExecutionError,
  NotFoundError,
  SandboxFilesystemError,
  SandboxFilesystemNotFoundError,
  SandboxFilesystemPathAlreadyExistsError,
} from "../../contract/errors.js";
import type { SandboxFileAnswer, SandboxFileOperation } from "../../contract/sandbox-files.js";
import { FileIO, parseFileMode } from "./file-io.js";
import { absolute, type FileWatchEvent, type FileWatchEventType } from "./sandbox-filesystem.js";
import { SandboxPorts } from "./sandbox-ports.js";

/** The methods for files that sandboxes had before `filesystem`; each warns once. */
export abstract class SandboxOldFiles extends SandboxPorts {
  /**
   * Opens a file. Rejects with `InvalidError` for a mode that is none, `NotFoundError`, `AlreadyExistsError`,
   * `FilesystemExecutionError`. @deprecated Use `filesystem`.
   * @param mode one of r, w, a and x, with b for bytes and + for both directions. Default: `"r"`
   */
  async open(path: string, mode: `${string}b${string}`): Promise<FileIO<Uint8Array>>;
  async open(path: string, mode?: string): Promise<FileIO>;
  async open(path: string, mode: string = "r"): Promise<FileIO<never>> {
    warnDeprecated("Sandbox.open", "sandbox.filesystem");
    const parsed = parseFileMode(mode);
    const place = absolute("Sandbox.open", path);
    const { kind } = parsed;
    const data = new Uint8Array();
    if (kind === "r") await this.#files({ op: "read", path: place, length: 0 });
    else if (kind === "x") await this.#files({ op: "write", path: place, data, isNew: true });
    else if (kind === "w") await this.#files({ op: "write", path: place, data });
    else await this.#files({ op: "write", path: place, data, at: "end" });
    return new FileIO<never>(constructing, (operation) => this.#files(operation), place, parsed);
  }

  /** Names in a directory. @deprecated Use `filesystem.listFiles`. */
  async ls(path: string): Promise<string[]> {
    warnDeprecated("Sandbox.ls", "sandbox.filesystem.listFiles");
    const { files = [] } = await this.#files({ op: "list", path: absolute("Sandbox.ls", path) });
    return files.map(({ name }) => name);
  }

  /** @deprecated Use `filesystem.makeDirectory`. */
  async mkdir(path: string, options: { parents?: boolean } = {}): Promise<void> {
    warnDeprecated("Sandbox.mkdir", "sandbox.filesystem.makeDirectory");
    checkOptions("Sandbox.mkdir", options, ["parents"]);
    const createParents = options.parents ?? false;
    await this.#files({ op: "mkdir", path: absolute("Sandbox.mkdir", path), createParents });
  }

  /** @deprecated Use `filesystem.remove`. */
  async rm(path: string, options: { recursive?: boolean } = {}): Promise<void> {
    warnDeprecated("Sandbox.rm", "sandbox.filesystem.remove");
    checkOptions("Sandbox.rm", options, ["recursive"]);
    await this.#files({ op: "remove", path: absolute("Sandbox.rm", path), recursive: options.recursive ?? false });
  }

  /** @deprecated Use `filesystem.watch`. */
  watch(
    path: string,
    options: { filter?: readonly FileWatchEventType[]; recursive?: boolean; timeoutMs?: number } = {},
  ): AsyncGenerator<FileWatchEvent, void, undefined> {
    warnDeprecated("Sandbox.watch", "sandbox.filesystem.watch");
    return this.filesystem.watch(path, options);
  }

  /** Python's own errors are those of this package. */
  async #files(operation: SandboxFileOperation): Promise<SandboxFileAnswer> {
    try {
      return await this.send("sandbox.files", { operation });
    } catch (error) {
      if (!(error instanceof SandboxFilesystemError)) throw error;
      const { message } = error;
      if (error instanceof SandboxFilesystemNotFoundError) throw new NotFoundError(message, { cause: error });
      if (error instanceof SandboxFilesystemPathAlreadyExistsError)
        throw new AlreadyExistsError(message, { cause: error });
      throw new FilesystemExecutionError(message, { cause: error });
    }
  }
}
