import type { CommandName, Commands } from "../../contract/backend.js";
import type { ObjectCommandName, ObjectKind, ObjectReference } from "../../contract/storage-commands.js";
import type { FaultError, FaultFrequency } from "./fault-error.js";

/** What a storage operation is called in fault plans: what it does, whatever the kind of object. */
export const STORAGE_OPERATIONS = [
  "commit",
  "reload",
  "list",
  "read",
  "put",
  "remove",
  "copy",
  "get",
  "pop",
  "contains",
  "len",
  "clear",
  "peek",
  "lookup",
  "info",
  "update",
] as const;
/** The name of something that is done to a stored object. */
export type StorageOperation = (typeof STORAGE_OPERATIONS)[number];

/** A storage operation that a fault may hit. */
export interface StorageAccess {
  readonly operation: StorageOperation;
  /** Id of the object, `undefined` while it does not exist. */
  readonly objectId: string | undefined;
  /** Id of the container that asks, `undefined` for the host. */
  readonly containerId: string | undefined;
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
}

/** What goes wrong, and when. */
export interface StorageFaultOptions extends FaultFrequency {
  /** Which operations; what a container that ends commits counts as a `commit`. Default: all. */
  operations?: readonly StorageOperation[];
  /** Hits only operations that this is true for. */
  when?: (access: StorageAccess) => boolean;
  /** What the operation fails with. Default: a `ServiceError`, unless there is a `delayMs`. */
  error?: FaultError;
  /** Virtual milliseconds that the operation takes before it is carried out, or fails; more than 0. */
  delayMs?: number;
}

/** What each command does, and to which kind of object, if the command itself does not say that. */
const OPERATIONS = {
  "object.lookup": { operation: "lookup", kind: undefined },
  "object.info": { operation: "info", kind: undefined },
  "files.list": { operation: "list", kind: undefined },
  "files.read": { operation: "read", kind: undefined },
  "files.remove": { operation: "remove", kind: undefined },
  "files.put": { operation: "put", kind: undefined },
  "files.copy": { operation: "copy", kind: undefined },
  "volume.commit": { operation: "commit", kind: "Volume" },
  "secret.update": { operation: "update", kind: "Secret" },
  "dict.get": { operation: "get", kind: "Dict" },
  "dict.put": { operation: "put", kind: "Dict" },
  "dict.contains": { operation: "contains", kind: "Dict" },
  "dict.len": { operation: "len", kind: "Dict" },
  "dict.clear": { operation: "clear", kind: "Dict" },
  "dict.list": { operation: "list", kind: "Dict" },
  "queue.put": { operation: "put", kind: "Queue" },
  "queue.get": { operation: "get", kind: "Queue" },
  "queue.len": { operation: "len", kind: "Queue" },
  "queue.sizes": { operation: "len", kind: "Queue" },
  "queue.clear": { operation: "clear", kind: "Queue" },
  "queue.peek": { operation: "peek", kind: "Queue" },
} as const satisfies Record<ObjectCommandName, { operation: StorageOperation; kind: ObjectKind | undefined }>;

/** A command on a stored object. */
export interface ObjectCommand {
  readonly operation: StorageOperation;
  readonly kind: ObjectKind;
  readonly object: ObjectReference;
}

/** What a command does to a stored object, `undefined` if it does nothing to one. */
export function objectCommand(name: CommandName, command: Commands[CommandName]["command"]): ObjectCommand | undefined {
  if (!Object.hasOwn(OPERATIONS, name)) return undefined;
  const known = OPERATIONS[name as ObjectCommandName];
  const given = command as Partial<ObjectCommand> & { readonly reload?: boolean; readonly remove?: boolean };
  const kind = given.kind ?? known.kind;
  if (!kind || !given.object) return undefined;
  if (name === "volume.commit" && given.reload) return { operation: "reload", kind, object: given.object };
  if (name === "dict.get" && given.remove) return { operation: "pop", kind, object: given.object };
  return { operation: known.operation, kind, object: given.object };
}
