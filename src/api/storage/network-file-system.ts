import { refuseOptions } from "../../checks/refuse-options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { basename, posix } from "node:path";
import { checkConstructing, constructing } from "../../checks/construction.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";
import { InvalidError } from "../../contract/errors.js";
import { parseFilePath } from "./parse-file-path.js";
import { FileUpload } from "./file-upload.js";
import { checkObjectName } from "../../checks/names.js";
import { type LookupOptions, namedObject, type NamedObjectOptions } from "./named-object.js";
import { checkOptions, describe } from "../../checks/options.js";
import { type Bindings, sessionInSight } from "../session/session.js";
import { contentOf } from "../../contract/stored-file.js";
import { fileEntry, StoredFiles } from "./stored-files.js";
import { type Ephemeral, ephemeralObject, type EphemeralOptions } from "./stored-object.js";
import type { FileEntry } from "./volume-files.js";
import type { NetworkFileSystemDefinition } from "../../contract/stored-objects.js";

/**
 * A shared file system whose writes everyone sees at once. Modal keeps it for old apps; new ones take `Volume`.
 * Modal: docs/modal/volumes.md#network-file-systems.
 * @example
 * app.function({ networkFileSystems: { "/shared": NetworkFileSystem.fromName("shared") } }, async function f() {})
 */
export class NetworkFileSystem extends StoredFiles<NetworkFileSystemDefinition> {
  declare private readonly brand: "NetworkFileSystem";

  static {
    refuseAssignments(NetworkFileSystem, "It stands for what the world stores, and is changed by its methods.");
  }

  private constructor(key: typeof constructing, definition: NetworkFileSystemDefinition, origin?: Bindings) {
    checkConstructing("NetworkFileSystem", key, "NetworkFileSystem.fromName");
    super("NetworkFileSystem", definition, origin);
  }

  /** @internal */
  static fromDefinition(definition: NetworkFileSystemDefinition, origin?: Bindings): NetworkFileSystem {
    return new NetworkFileSystem(constructing, definition, origin);
  }

  /**
   * A network file system by name, looked up on first use.
   * @throws InvalidError for a bad name
   */
  static fromName(name: string, options: NamedObjectOptions = {}): NetworkFileSystem {
    checkObjectName("NetworkFileSystem", name);
    checkOptions("NetworkFileSystem.fromName", options, ["createIfMissing", "environment"]);
    return NetworkFileSystem.fromDefinition(namedObject(name, options));
  }

  /**
   * @deprecated Use `NetworkFileSystem.fromName(name, { createIfMissing: true })`.
   * Modal: docs/modal/older-names.md#renamed-and-removed.
   */
  static persist(name: string): NetworkFileSystem {
    warnDeprecated("NetworkFileSystem.persist", "NetworkFileSystem.fromName with createIfMissing: true");
    return NetworkFileSystem.fromName(name, { createIfMissing: true });
  }

  /**
   * Makes one under a name, unless it is there. @returns its id
   * @deprecated Use `NetworkFileSystem.fromName(name, { createIfMissing: true })`.
   */
  static async createDeployed(name: string, options: LookupOptions = {}): Promise<string> {
    warnDeprecated("NetworkFileSystem.createDeployed", "NetworkFileSystem.fromName with createIfMissing: true");
    const found = await NetworkFileSystem.fromName(name, { ...options, createIfMissing: true }).hydrate();
    return found.objectId ?? "";
  }

  /** A file system without a name that lives until it is disposed of. */
  static async ephemeral(options: EphemeralOptions = {}): Promise<NetworkFileSystem & Ephemeral> {
    checkOptions("NetworkFileSystem.ephemeral", options, ["environment"]);
    return ephemeralObject("NetworkFileSystem", options, (id, origin) =>
      NetworkFileSystem.fromDefinition({ kind: "id", id }, origin),
    );
  }

  /** Deletes a stored file system. Rejects with `NotFoundError` if there is none. */
  static async delete(name: string): Promise<void> {
    checkObjectName("NetworkFileSystem", name);
    await sessionInSight("NetworkFileSystem.delete").backend.send("object.delete", {
      kind: "NetworkFileSystem",
      name,
      allowMissing: false,
    });
  }

  /**
   * Writes a whole file, with the directories above it.
   * @returns its size in bytes
   * @throws InvalidError if the path is a directory's
   */
  async writeFile(path: string, content: Uint8Array | string): Promise<number> {
    const parsed = parseFilePath("NetworkFileSystem.writeFile", path);
    if (typeof content !== "string" && !ArrayBuffer.isView(content))
      throw new InvalidError(`NetworkFileSystem.writeFile takes a string or bytes, got ${describe(content)}.`);
    const bytes = contentOf(typeof content === "string" ? Buffer.from(content) : content);
    await this.put("writeFile", [{ path: parsed, content: bytes, mode: 0o644 }], true);
    return bytes.byteLength;
  }

  /**
   * The entries of a directory, or what a glob pattern such as `"/logs/**"` matches.
   * @throws NotFoundError if there is no such directory
   */
  async listdir(path: string): Promise<FileEntry[]> {
    return this.#list("listdir", path)();
  }

  /** As `listdir`, one by one. */
  iterdir(path: string): AsyncIterable<FileEntry> {
    const list = this.#list("iterdir", path);
    return (async function* entries() {
      yield* await list();
    })();
  }

  /** Uploads a local file. Default for `remote`: `/` and the name of the file. */
  async addLocalFile(local: string, remote?: string): Promise<void> {
    const upload = new FileUpload("NetworkFileSystem.addLocalFile");
    upload.putFile(local, remote ?? basename(local));
    await this.put("addLocalFile", upload.read(), true);
  }

  /** Uploads a local directory. Default for `remote`: `/` and the name of the directory. */
  async addLocalDir(local: string, remote?: string): Promise<void> {
    const upload = new FileUpload("NetworkFileSystem.addLocalDir");
    upload.putDirectory(local, remote ?? basename(local));
    await this.put("addLocalDir", upload.read(), true);
  }

  #list(method: string, path: string): () => Promise<FileEntry[]> {
    const pattern = parseFilePath(`NetworkFileSystem.${method}`, path);
    const wild = pattern.split("/").findIndex((step) => step.includes("*"));
    if (wild === -1)
      return async () => (await this.files(method, "files.list", { path: pattern, recursive: false })).map(fileEntry);
    const directory = pattern.split("/").slice(0, wild).join("/");
    return async () =>
      (await this.files(method, "files.list", { path: directory, recursive: true }))
        .filter((entry) => posix.matchesGlob(entry.path, pattern))
        .map(fileEntry);
  }
}

refuseOptions(NetworkFileSystem, { persist: 1, delete: 1 });
refuseOptions(NetworkFileSystem.prototype, { writeFile: 2, listdir: 1, iterdir: 1, addLocalFile: 2, addLocalDir: 2 });
