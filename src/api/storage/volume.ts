import { refuseOptions } from "../../checks/refuse-options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { compact } from "../../contract/compact.js";
import { checkConstructing, constructing } from "../../checks/construction.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";
import { InvalidError } from "../../contract/errors.js";
import { parseFilePath, parseRecursive } from "./parse-file-path.js";
import { FileUpload } from "./file-upload.js";
import { checkEnvironmentName, checkObjectName } from "../../checks/names.js";
import { identifiedObject, type LookupOptions, namedObject, type NamedObjectOptions } from "./named-object.js";
import {
  type CreateObjectOptions,
  type DeleteObjectOptions,
  ObjectManager,
  parseCreateOptions,
} from "./object-manager.js";
import { checkOptions, describe } from "../../checks/options.js";
import { type Bindings, sessionInSight } from "../session/session.js";
import { fileEntry, StoredFiles } from "./stored-files.js";
import { type Ephemeral, ephemeralObject, type EphemeralOptions } from "./stored-object.js";
import type { FileEntry, ListFilesOptions, RecursiveOptions, VolumeUpload } from "./volume-files.js";
import type { VolumeMountOptions, VolumeDefinition } from "../../contract/stored-objects.js";

/** Options of `Volume.fromName`. */
export interface VolumeOptions extends NamedObjectOptions {
  /** Generation of the file system, 1 or 2, checked on first use. Default: that of the existing volume. */
  version?: number;
}

/** Options of `Volume.objects.create`. */
export interface CreateVolumeOptions extends CreateObjectOptions {
  /** Generation of the file system, 1 or 2. */
  version?: number;
}

/** What bytes are written to: a writer of a web stream, a stream of Node's, or an open file. */
export interface ByteTarget {
  write(bytes: Uint8Array): unknown;
}

/** Options of `Volume.ephemeral`. */
export interface EphemeralVolumeOptions extends EphemeralOptions {
  /** Generation of the file system, 1 or 2. */
  version?: number;
}

/**
 * A file system that functions share: each container sees the state of its last `reload`, others see what it did
 * `commit`. Modal: docs/modal/volumes.md.
 * @example
 * const data = Volume.fromName("data", { createIfMissing: true });
 * app.function({ volumes: { "/data": data } }, async function f() {})
 */
export class Volume extends StoredFiles<VolumeDefinition> {
  /** Makes, lists and deletes stored volumes. Modal: docs/modal/handles-and-names.md#managers. */
  static readonly objects: ObjectManager<Volume, [options?: CreateVolumeOptions]> = new ObjectManager({
    kind: "Volume",
    parseCreate: (options: CreateVolumeOptions = {}) => ({
      ...parseCreateOptions("Volume", options, ["version"]),
      version: options.version,
    }),
    handle: (id, name, origin) => Volume.fromDefinition({ kind: "id", id, name }, origin),
  });

  declare private readonly brand: "Volume";

  static {
    refuseAssignments(Volume, "It stands for what the world stores, and is changed by its methods.");
  }

  private constructor(key: typeof constructing, definition: VolumeDefinition, origin?: Bindings) {
    checkConstructing("Volume", key, "Volume.fromName");
    super("Volume", definition, origin);
  }

  /** @internal */
  static fromDefinition(definition: VolumeDefinition, origin?: Bindings): Volume {
    return new Volume(constructing, definition, origin);
  }

  /**
   * A volume by name, looked up on first use.
   * @throws InvalidError for a bad name
   */
  static fromName(name: string, options: VolumeOptions = {}): Volume {
    checkObjectName("Volume", name);
    checkOptions("Volume.fromName", options, ["createIfMissing", "environment", "version"]);
    return Volume.fromDefinition(compact({ ...namedObject(name, options), version: options.version }));
  }

  /**
   * A volume by id.
   * @throws InvalidError for the id of something else
   */
  static fromId(id: string): Volume {
    return Volume.fromDefinition(identifiedObject("Volume", "vo", id));
  }

  /**
   * @deprecated Use `Volume.fromName(name, { createIfMissing: true })`.
   * Modal: docs/modal/older-names.md#renamed-and-removed.
   */
  static persist(name: string): Volume {
    warnDeprecated("Volume.persist", "Volume.fromName with createIfMissing: true");
    return Volume.fromName(name, { createIfMissing: true });
  }

  /** A volume without a name that lives until it is disposed of. */
  static async ephemeral(options: EphemeralVolumeOptions = {}): Promise<Volume & Ephemeral> {
    checkOptions("Volume.ephemeral", options, ["environment", "version"]);
    return ephemeralObject("Volume", options, (id, origin) => Volume.fromDefinition({ kind: "id", id }, origin));
  }

  /**
   * Gives a stored volume another name; data and id stay. Rejects with `NotFoundError`, or `AlreadyExistsError` if the
   * name is taken.
   */
  static async rename(from: string, to: string, options: LookupOptions = {}): Promise<void> {
    checkObjectName("Volume", from);
    checkObjectName("Volume", to);
    checkOptions("Volume.rename", options, ["environment"]);
    const { environment } = options;
    if (environment !== undefined) checkEnvironmentName(environment);
    await sessionInSight("Volume.rename").backend.send("volume.rename", { from, to, environment });
  }

  /**
   * Deletes a stored volume with all that it contains. Rejects with `NotFoundError` if there is none, unless
   * `allowMissing`.
   */
  static async delete(name: string, options: DeleteObjectOptions = {}): Promise<void> {
    await Volume.objects.delete(name, options);
  }

  /** As `objectId`, under the name it has in Modal's JavaScript SDK. @throws ExecutionError while it is not hydrated */
  get volumeId(): string {
    return this.knownId;
  }

  /**
   * Writes the bytes of a file to a stream, which stays open.
   * @returns how many there are
   * @throws NotFoundError if the file is missing
   */
  async readFileIntoFileobj(path: string, target: ByteTarget): Promise<number> {
    if (typeof target?.write !== "function")
      throw new InvalidError(
        `Volume.readFileIntoFileobj takes what has a method \`write\`, such as a stream, got ${describe(target)}.`,
      );
    let count = 0;
    for await (const chunk of this.readFile(path)) {
      await target.write(chunk);
      count += chunk.byteLength;
    }
    return count;
  }

  /**
   * The same volume for mounting in another way; what is left out stays as it is here.
   * @throws InvalidError for a value of a wrong type, and for a `subPath` with `..`
   */
  withMountOptions(options: VolumeMountOptions): Volume {
    checkOptions("Volume.withMountOptions", options, ["readOnly", "subPath"]);
    const { readOnly, subPath } = options;
    if (readOnly !== undefined && typeof readOnly !== "boolean") {
      throw new InvalidError(
        `Option "readOnly" of Volume.withMountOptions must be true or false, got ${describe(readOnly)}.`,
      );
    }
    if (subPath !== undefined && (typeof subPath !== "string" || subPath === "" || subPath.split("/").includes(".."))) {
      throw new InvalidError(
        `Option "subPath" of Volume.withMountOptions must be a path without "..", got ${describe(subPath)}.`,
      );
    }
    if (this.definition.writes === "refused")
      throw new InvalidError(
        "Volume.withMountOptions: a handle that `readOnly()` gave cannot be combined with mount options.",
      );
    return Volume.fromDefinition({ ...this.definition, ...compact({ readOnly, subPath }) }, this.origin);
  }

  /**
   * The same volume, to be read only: mounts refuse writes, and so do `batchUpload`, `removeFile` and `copyFiles` of
   * the handle.
   * @throws InvalidError for a handle with mount options
   */
  readOnly(): Volume {
    const { readOnly, subPath } = this.definition;
    if (readOnly !== undefined || subPath !== undefined)
      throw new InvalidError(
        "Volume.readOnly: a handle that `withMountOptions` gave cannot be combined with it. Give `withMountOptions` the option `readOnly`.",
      );
    return Volume.fromDefinition({ ...this.definition, readOnly: true, writes: "refused" }, this.origin);
  }

  /**
   * In a container: publishes the files written here, then reloads, unless files of the volume are open. The last
   * writer of a file wins.
   */
  async commit(): Promise<void> {
    await this.ask("commit", "volume.commit", { reload: false });
  }

  /**
   * In a container: publishes the files written here, and makes the commits of others visible.
   * @throws ExecutionError while a file of the volume is open
   */
  async reload(): Promise<void> {
    await this.ask("reload", "volume.commit", { reload: true });
  }

  /**
   * The entries of a directory, or the one entry of a file. Rejects with `NotFoundError`, or `InvalidError` for a glob.
   */
  async listdir(path: string, options: ListFilesOptions = {}): Promise<FileEntry[]> {
    return this.#list("listdir", path, options, false)();
  }

  /**
   * The entries below a directory, by default at every depth, unlike `listdir`. A glob is an `InvalidError` at once.
   */
  iterdir(path: string, options: ListFilesOptions = {}): AsyncIterable<FileEntry> {
    const list = this.#list("iterdir", path, options, true);
    return (async function* entries() {
      yield* await list();
    })();
  }

  override async removeFile(path: string, options: RecursiveOptions = {}): Promise<void> {
    this.#checkWritable("removeFile");
    await super.removeFile(path, options);
  }

  /**
   * Copies as Unix `cp` does: several sources need a directory as target. `recursive` needs a volume of version 2.
   * @throws NotFoundError for a missing source; InvalidError for a directory without `recursive`
   */
  async copyFiles(sources: readonly string[], target: string, options: RecursiveOptions = {}): Promise<void> {
    const what = "Volume.copyFiles";
    this.#checkWritable("copyFiles");
    if (!Array.isArray(sources)) throw new InvalidError(`${what} takes a list of paths, got ${describe(sources)}.`);
    const command = {
      sources: sources.map((source: unknown) => parseFilePath(what, source)),
      target: parseFilePath(what, target),
      recursive: parseRecursive(what, options, false),
    };
    await this.files("copyFiles", "files.copy", command);
  }

  /**
   * Uploads local files together when `collect` has ended well; nothing otherwise. They are committed at once, all or
   * none.
   * @param options.force overwrites files that exist. Default: false
   * @throws NotFoundError for a local file that is missing; AlreadyExistsError for a file that exists, without `force`
   */
  async batchUpload(
    collect: (upload: VolumeUpload) => void | Promise<void>,
    options: { force?: boolean } = {},
  ): Promise<void> {
    const what = "Volume.batchUpload";
    this.#checkWritable("batchUpload");
    if (typeof collect !== "function") throw new InvalidError(`${what} takes a function, got ${describe(collect)}.`);
    checkOptions(what, options, ["force"]);
    const upload = new FileUpload(what);
    await collect(upload);
    await this.put("batchUpload", upload.read(), options.force ?? false);
  }

  #list(method: string, path: string, options: ListFilesOptions, recursively: boolean): () => Promise<FileEntry[]> {
    const what = `Volume.${method}`;
    const parsed = parseFilePath(what, path);
    if (path.endsWith("*"))
      throw new InvalidError(`${what} takes no glob pattern, got ${describe(path)}. List the directory and filter.`);
    const recursive = parseRecursive(what, options, recursively);
    return async () => (await this.files(method, "files.list", { path: parsed, recursive })).map(fileEntry);
  }

  #checkWritable(method: string): void {
    if (this.definition.writes === "refused")
      throw new InvalidError(`Volume.${method}: a handle that \`readOnly()\` gave can not be written.`);
  }

  /** @internal */
  protected override get ownOptions(): object {
    const { readOnly, subPath, writes } = this.definition;
    return compact({ readOnly, subPath, writes });
  }
}

refuseOptions(Volume, { fromId: 1, persist: 1 });
refuseOptions(Volume.prototype, { commit: 0, reload: 0, readOnly: 0, readFile: 1 });
