import type { CommandName, Commands } from "../../contract/backend.js";
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

/** What a command does to a stored object, `undefined` if it does nothing to one. */
export function operationOf<C extends CommandName>(
  name: C,
  command: Commands[C]["command"],
): StorageOperation | undefined {
  if (name === "volume.commit") return (command as Commands["volume.commit"]["command"]).reload ? "reload" : "commit";
  if (name === "dict.get" && (command as Commands["dict.get"]["command"]).remove) return "pop";
  const [kind, operation] = name.split(".");
  const isStorage =
    kind === "files" ||
    kind === "dict" ||
    kind === "queue" ||
    kind === "secret" ||
    name === "object.lookup" ||
    name === "object.info";
  return isStorage ? STORAGE_OPERATIONS.find((known) => known === operation) : undefined;
}
