import { checkConstructing, constructing } from "./construction.js";
import { warnDeprecated } from "./deprecation.js";
import { InvalidError } from "./errors.js";
import { checkObjectName } from "./names.js";
import { type IdentifiedObject, type NamedObject, namedObject, type NamedObjectOptions } from "./named-object.js";
import { refuse } from "./not-yet.js";
import { checkOptions, describe } from "./options.js";
import { refusedIterable } from "./refused-iterable.js";
import type { Bindings } from "./session.js";
import { ephemeralObject, sessionInSight, StoredObject } from "./stored-object.js";
import type { FileEntry, RecursiveOptions } from "./volume-files.js";

/** A network file system as plain data. */
export type NetworkFileSystemDefinition = NamedObject | IdentifiedObject;

/**
 * A shared file system whose writes everyone sees at once. Modal keeps it for old apps; new ones take {@link Volume}. Modal: section 9.2.
 * @example app.function({ networkFileSystems: { "/shared": NetworkFileSystem.fromName("shared") } }, async function f() {})
 */
export class NetworkFileSystem extends StoredObject<NetworkFileSystemDefinition> {
  private declare readonly brand: "NetworkFileSystem";

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

  /** @deprecated Use `NetworkFileSystem.fromName(name, { createIfMissing: true })`. Modal: section 18.1. */
  static persist(name: string): NetworkFileSystem {
    warnDeprecated("NetworkFileSystem.persist", "NetworkFileSystem.fromName with createIfMissing: true");
    return NetworkFileSystem.fromName(name, { createIfMissing: true });
  }

  /** A file system without a name that lives until it is disposed of. */
  static async ephemeral(): Promise<NetworkFileSystem & AsyncDisposable> {
    return ephemeralObject("NetworkFileSystem", (id, origin) => NetworkFileSystem.fromDefinition({ kind: "id", id }, origin));
  }

  /** Deletes a stored file system. Rejects with `NotFoundError` if there is none. */
  static async delete(name: string): Promise<void> {
    checkObjectName("NetworkFileSystem", name);
    await sessionInSight("NetworkFileSystem.delete").backend.send("object.delete", { kind: "NetworkFileSystem", name, allowMissing: false });
  }

  /** Writes a whole file, with the directories above it, and gives its size in bytes. */
  async writeFile(path: string, content: Uint8Array | string): Promise<number> {
    checkPath("writeFile", path);
    if (typeof content !== "string" && !ArrayBuffer.isView(content)) {
      throw new InvalidError(`NetworkFileSystem.writeFile takes a string or bytes, got ${describe(content)}.`);
    }
    return refuse("NetworkFileSystem.writeFile");
  }

  /** The bytes of a file, in chunks. Fails on the first read if it is missing. */
  readFile(path: string): AsyncIterable<Uint8Array> {
    checkPath("readFile", path);
    return refusedIterable("NetworkFileSystem.readFile");
  }

  /** The entries of a directory or of a glob pattern such as `"/logs/**"`. */
  async listdir(path: string): Promise<FileEntry[]> {
    checkPath("listdir", path);
    return refuse("NetworkFileSystem.listdir");
  }

  /** As `listdir`, one by one. */
  iterdir(path: string): AsyncIterable<FileEntry> {
    checkPath("iterdir", path);
    return refusedIterable("NetworkFileSystem.iterdir");
  }

  /** Uploads a local file. Default for `remote`: `/` and the name of the file. */
  async addLocalFile(local: string, remote?: string): Promise<void> {
    checkPath("addLocalFile", local);
    if (remote !== undefined) checkPath("addLocalFile", remote);
    refuse("NetworkFileSystem.addLocalFile");
  }

  /** Uploads a local directory. Default for `remote`: `/` and the name of the directory. */
  async addLocalDir(local: string, remote?: string): Promise<void> {
    checkPath("addLocalDir", local);
    if (remote !== undefined) checkPath("addLocalDir", remote);
    refuse("NetworkFileSystem.addLocalDir");
  }

  /** Removes a file, or with `recursive` a directory. */
  async removeFile(path: string, options: RecursiveOptions = {}): Promise<void> {
    checkPath("removeFile", path);
    checkOptions("NetworkFileSystem.removeFile", options, ["recursive"]);
    refuse("NetworkFileSystem.removeFile");
  }
}

function checkPath(method: string, path: unknown): void {
  if (typeof path !== "string") throw new InvalidError(`NetworkFileSystem.${method} takes a path, got ${describe(path)}.`);
}
