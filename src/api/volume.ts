import { compact } from "./compact.js";
import { checkConstructing, constructing } from "./construction.js";
import { warnDeprecated } from "./deprecation.js";
import { InvalidError } from "./errors.js";
import { checkObjectName } from "./names.js";
import { type IdentifiedObject, identifiedObject, type NamedObject, namedObject, type NamedObjectOptions } from "./named-object.js";
import { refuse } from "./not-yet.js";
import { type CreateObjectOptions, ObjectManager, parseCreateOptions } from "./object-manager.js";
import { checkOptions, describe } from "./options.js";
import { refusedIterable } from "./refused-iterable.js";
import type { Bindings } from "./session.js";
import { ephemeralObject, StoredObject } from "./stored-object.js";
import type { FileEntry, ListFilesOptions, RecursiveOptions, VolumeUpload } from "./volume-files.js";

/** How a volume appears in a container. */
export interface VolumeMountOptions {
  /** Writes in the container fail. Default: false. */
  readonly readOnly?: boolean;
  /** Mount this directory of the volume, made at container start; `"/"` is the whole volume. Default: the whole volume. */
  readonly subPath?: string;
}

/** A volume as plain data. */
export type VolumeDefinition = VolumeMountOptions & ((NamedObject & { readonly version?: number }) | IdentifiedObject);

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

/**
 * A file system that functions share: each container sees the state of its last `reload`, others see what it did `commit`.
 * Modal: section 9.1.
 * @example const data = Volume.fromName("data", { createIfMissing: true }); app.function({ volumes: { "/data": data } }, async function f() {})
 */
export class Volume extends StoredObject<VolumeDefinition> {
  /** Makes, lists and deletes stored volumes. Modal: section 0.4. */
  static readonly objects: ObjectManager<Volume, [options?: CreateVolumeOptions]> = new ObjectManager({
    kind: "Volume",
    parseCreate: (options: CreateVolumeOptions = {}) => ({ ...parseCreateOptions("Volume", options, ["version"]), version: options.version }),
    handle: (id, name, origin) => Volume.fromDefinition({ kind: "id", id, name }, origin),
  });

  private declare readonly brand: "Volume";

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

  /** @deprecated Use `Volume.fromName(name, { createIfMissing: true })`. Modal: section 18.1. */
  static persist(name: string): Volume {
    warnDeprecated("Volume.persist", "Volume.fromName with createIfMissing: true");
    return Volume.fromName(name, { createIfMissing: true });
  }

  /** A volume without a name that lives until it is disposed of. */
  static async ephemeral(): Promise<Volume & AsyncDisposable> {
    return ephemeralObject("Volume", (id, origin) => Volume.fromDefinition({ kind: "id", id }, origin));
  }

  /** Gives a stored volume another name; data and id stay. Rejects with `NotFoundError`, or `AlreadyExistsError` if the name is taken. */
  static async rename(from: string, to: string): Promise<void> {
    checkObjectName("Volume", from);
    checkObjectName("Volume", to);
    refuse("Volume.rename");
  }

  /**
   * The same volume for mounting in another way; what is left out stays as it is here.
   * @throws InvalidError for a value of a wrong type, and for a `subPath` with `..`
   */
  withMountOptions(options: VolumeMountOptions): Volume {
    checkOptions("Volume.withMountOptions", options, ["readOnly", "subPath"]);
    const { readOnly, subPath } = options;
    if (readOnly !== undefined && typeof readOnly !== "boolean") {
      throw new InvalidError(`Option "readOnly" of Volume.withMountOptions must be true or false, got ${describe(readOnly)}.`);
    }
    if (subPath !== undefined && (typeof subPath !== "string" || subPath === "" || subPath.split("/").includes(".."))) {
      throw new InvalidError(`Option "subPath" of Volume.withMountOptions must be a path without "..", got ${describe(subPath)}.`);
    }
    return Volume.fromDefinition({ ...this.definition, ...compact({ readOnly, subPath }) });
  }

  /** In a container: publishes the files written here, then reloads. */
  async commit(): Promise<void> {
    refuse("Volume.commit");
  }

  /** In a container: makes the commits of others visible. Rejects while a file of the volume is open. */
  async reload(): Promise<void> {
    refuse("Volume.reload");
  }

  /** The entries of a directory, or the one entry of a file. Rejects with `NotFoundError`, or `InvalidError` for a glob. */
  async listdir(path: string, options: ListFilesOptions = {}): Promise<FileEntry[]> {
    checkFileArguments("Volume.listdir", path, options);
    checkNoGlob("Volume.listdir", path);
    return refuse("Volume.listdir");
  }

  /** The entries below a directory, by default at every depth, unlike `listdir`. A glob is an `InvalidError` at once. */
  iterdir(path: string, options: ListFilesOptions = {}): AsyncIterable<FileEntry> {
    checkFileArguments("Volume.iterdir", path, options);
    checkNoGlob("Volume.iterdir", path);
    return refusedIterable("Volume.iterdir");
  }

  /** The bytes of a file, in chunks. Fails on the first read if it is missing. */
  readFile(path: string): AsyncIterable<Uint8Array> {
    checkFileArguments("Volume.readFile", path, {});
    return refusedIterable("Volume.readFile");
  }

  /** Removes a file, or with `recursive` a directory. */
  async removeFile(path: string, options: RecursiveOptions = {}): Promise<void> {
    checkFileArguments("Volume.removeFile", path, options);
    refuse("Volume.removeFile");
  }

  /** Copies as Unix `cp` does: several sources need a directory as target. */
  async copyFiles(sources: readonly string[], target: string, options: RecursiveOptions = {}): Promise<void> {
    for (const path of [...sources, target]) checkFileArguments("Volume.copyFiles", path, options);
    refuse("Volume.copyFiles");
  }

  /** Uploads local files together when `collect` has ended well; nothing otherwise. An existing file needs `force`. */
  async batchUpload(collect: (upload: VolumeUpload) => void | Promise<void>, options: { force?: boolean } = {}): Promise<void> {
    if (typeof collect !== "function") throw new InvalidError(`Volume.batchUpload takes a function, got ${describe(collect)}.`);
    checkOptions("Volume.batchUpload", options, ["force"]);
    refuse("Volume.batchUpload");
  }

  /** @internal */
  protected override get ownOptions(): VolumeMountOptions {
    const { readOnly, subPath } = this.definition;
    return compact({ readOnly, subPath });
  }
}

function checkFileArguments(what: string, path: unknown, options: RecursiveOptions): void {
  if (typeof path !== "string") throw new InvalidError(`${what} takes a path, got ${describe(path)}.`);
  checkOptions(what, options, ["recursive"]);
}

function checkNoGlob(what: string, path: string): void {
  if (path.endsWith("*")) throw new InvalidError(`${what} takes no glob pattern, got ${describe(path)}. List the directory and filter.`);
}
