import type { EnvironmentAccess } from "./workspace-commands.js";
import type { Wire } from "./wire.js";
import type { FileChange } from "./stored-file.js";
import type { NamedObject, IdentifiedObject } from "./stored-objects.js";

/** The kinds of stored objects. */
export type ObjectKind = "Volume" | "NetworkFileSystem" | "Dict" | "Queue" | "Secret" | "Proxy";

/** Which object is meant. What a name stands for is decided when the command is carried out. */
export type ObjectReference =
  | (NamedObject & { readonly version?: number; readonly requiredKeys?: readonly string[] })
  | IdentifiedObject;

interface Entry<Command, Result> {
  readonly command: Command;
  readonly result: Result;
}

interface OfKind {
  readonly kind: ObjectKind;
}

interface OfObject {
  readonly object: ObjectReference;
}

/** An entry of a directory. */
export interface ListedFile {
  readonly path: string;
  readonly type: "file" | "directory" | "symlink";
  /** In bytes. */
  readonly size: number;
  readonly mtimeMs: number;
}

/** A file that is stored whole. */
export interface UploadedFile {
  readonly path: string;
  readonly content: SharedArrayBuffer;
  readonly mode: number;
}

/** The kinds of objects that hold files. */
export type FileKind = "Volume" | "NetworkFileSystem";

interface OfFiles extends OfObject {
  readonly kind: FileKind;
}

/** Its key as text, its key, its value. */
export type DictEntry = readonly [text: string, key: Wire, value: Wire];

interface OfPartition {
  /** Left out for the one without a name. */
  readonly partition?: string | undefined;
}

interface Waiting {
  /** Missing for true. */
  readonly block?: false;
  readonly timeoutMs?: number | undefined;
}

/** Commands on stored objects: those of every kind here, those of one kind by its name. */
export interface StorageCommands {
  /** Finds the object, or makes it if its reference says so. */
  readonly "object.lookup": Entry<
    OfKind & OfObject & { /** Nobody asked for it by itself. */ isImplicit?: boolean },
    { objectId: string; /** Of the file system of a volume. */ version?: 1 | 2 }
  >;
  readonly "object.create": Entry<
    OfKind & {
      name: string;
      environment?: string | undefined;
      allowExisting: boolean;
      version?: number | undefined;
      values?: Readonly<Record<string, string>> | undefined;
    },
    null
  >;
  /** Makes an object without a name. */
  readonly "object.ephemeral": Entry<
    OfKind & { environment?: string | undefined; version?: number | undefined },
    { objectId: string }
  >;
  readonly "object.list": Entry<
    OfKind & { environment?: string | undefined; maxObjects?: number | undefined; createdBefore?: number | undefined },
    readonly { objectId: string; name: string }[]
  >;
  readonly "object.delete": Entry<
    OfKind & { name: string; environment?: string | undefined; allowMissing: boolean },
    null
  >;
  /** An ephemeral object is not needed any more. */
  readonly "object.release": Entry<OfKind & { objectId: string }, null>;
  readonly "object.info": Entry<OfKind & OfObject, { name: string | null; createdAt: number; createdBy: string }>;

  readonly "files.list": Entry<OfFiles & { path: string; recursive: boolean }, readonly ListedFile[]>;
  readonly "files.read": Entry<OfFiles & { path: string }, { content: SharedArrayBuffer }>;
  readonly "files.remove": Entry<OfFiles & { path: string; recursive: boolean }, null>;
  readonly "files.put": Entry<OfFiles & { files: readonly UploadedFile[]; force: boolean }, null>;
  readonly "files.copy": Entry<OfFiles & { sources: readonly string[]; target: string; recursive: boolean }, null>;
  /**
   * A container publishes what it changed in a mounted volume, and hears what others have committed since it looked
   * last. What it has in its mount is added on the way: who asks does not know.
   * @param reload it is asked for by `Volume.reload`
   */
  readonly "volume.commit": Entry<
    OfObject & { reload: boolean; mounted?: { changes: readonly FileChange[]; hasOpenFiles: boolean } | undefined },
    { changes: readonly FileChange[] }
  >;
  readonly "volume.rename": Entry<{ from: string; to: string; environment?: string | undefined }, null>;
  readonly "environment.lookup": Entry<{ name: string; createIfMissing: boolean }, { objectId: string }>;
  readonly "environment.create": Entry<{ name: string; access?: EnvironmentAccess | undefined }, null>;
  /** Newest first. */
  readonly "environment.list": Entry<object, readonly { objectId: string; name: string }[]>;
  readonly "environment.delete": Entry<{ name: string }, null>;

  readonly "secret.update": Entry<OfObject & { values: Readonly<Record<string, string>> }, null>;

  /** Keys are told by their `keyText`; they themselves are sent where they are kept. */
  readonly "dict.get": Entry<OfObject & { key: string; remove: boolean }, { found: boolean; value?: Wire }>;
  readonly "dict.put": Entry<OfObject & { entries: readonly DictEntry[]; skipIfExists: boolean }, boolean>;
  readonly "dict.contains": Entry<OfObject & { key: string }, boolean>;
  readonly "dict.len": Entry<OfObject, number>;
  readonly "dict.clear": Entry<OfObject, null>;
  /** Keys, values, or both in turns, of all entries at this moment. */
  readonly "dict.list": Entry<OfObject & { keys: boolean; values: boolean }, { items: readonly Wire[] }>;

  readonly "queue.put": Entry<
    OfObject & OfPartition & Waiting & { items: readonly Wire[]; partitionTtlMs?: number },
    null
  >;
  /** Removes 1 to `n` items from the front; none at all if it does not block. */
  readonly "queue.get": Entry<OfObject & OfPartition & Waiting & { n: number }, { items: readonly Wire[] }>;
  readonly "queue.len": Entry<OfObject & OfPartition & { total: boolean }, number>;
  /** Of all partitions that have items. */
  readonly "queue.sizes": Entry<OfObject, { partitions: number; total: number }>;
  readonly "queue.clear": Entry<OfObject & OfPartition & { all: boolean }, null>;
  /**
   * Items from position `after` on, or none if none comes within `timeoutMs`. Positions count from the first item ever
   * put.
   */
  readonly "queue.peek": Entry<
    OfObject & OfPartition & { after: number; timeoutMs: number },
    { items: readonly Wire[]; next: number }
  >;
}

/** Commands on one object. */
export type ObjectCommandName = {
  [C in keyof StorageCommands]: StorageCommands[C]["command"] extends OfObject ? C : never;
}[keyof StorageCommands];
