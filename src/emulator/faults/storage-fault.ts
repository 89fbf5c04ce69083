import type { CommandName, Commands } from "../../api/backend.js";
import { InvalidError } from "../../api/errors.js";
import { checkOptions, describe } from "../../api/options.js";

/** What a storage operation is called in fault plans: what it does, whatever the kind of object. */
export const STORAGE_OPERATIONS = ["commit", "reload", "list", "read", "put", "remove", "copy", "get", "pop", "contains", "len", "clear", "peek", "lookup", "info", "update"] as const;
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
export interface StorageFaultOptions {
  /** Which operations; what a container that ends commits counts as a `commit`. Default: all. */
  operations?: readonly StorageOperation[];
  /** At most so many operations are hit; 1 or more. Default: every one. */
  times?: number;
  /** Chance that an operation is hit, from the seed; above 0, at most 1. Default: 1. */
  probability?: number;
  /** Hits only operations that this is true for. */
  when?: (access: StorageAccess) => boolean;
  /** What the operation fails with. Default: a `ServiceError`, unless there is a `delayMs`. */
  error?: globalThis.Error;
  /** Virtual milliseconds that the operation takes before it is carried out, or fails; more than 0. */
  delayMs?: number;
}

/** @throws InvalidError for an unknown option, or a value out of its range */
export function checkStorageFault(options: StorageFaultOptions): void {
  const what = "world.faults.failStorage";
  checkOptions(what, options, ["operations", "times", "probability", "when", "error", "delayMs"]);
  const { operations, times, probability, when, error, delayMs } = options;
  const refuse = (name: string, expected: string, value: unknown): never => {
    throw new InvalidError(`Option "${name}" of ${what} must be ${expected}, got ${describe(value)}.`);
  };
  if (operations !== undefined && !Array.isArray(operations)) refuse("operations", "a list of operations", operations);
  for (const operation of operations ?? []) if (!STORAGE_OPERATIONS.includes(operation)) refuse("operations", `a list of ${STORAGE_OPERATIONS.join(", ")}`, operation);
  if (times !== undefined && (!Number.isInteger(times) || times < 1)) refuse("times", "a whole number from 1", times);
  if (probability !== undefined && !(typeof probability === "number" && probability > 0 && probability <= 1)) refuse("probability", "a number above 0 and at most 1", probability);
  if (when !== undefined && typeof when !== "function") refuse("when", "a function", when);
  if (error !== undefined && !(error instanceof globalThis.Error)) refuse("error", "an Error", error);
  if (delayMs !== undefined && !(typeof delayMs === "number" && delayMs > 0 && Number.isFinite(delayMs))) refuse("delayMs", "a number of milliseconds above 0", delayMs);
}

/** What a command does to a stored object, `undefined` if it does nothing to one. */
export function operationOf<C extends CommandName>(name: C, command: Commands[C]["command"]): StorageOperation | undefined {
  if (name === "volume.commit") return (command as Commands["volume.commit"]["command"]).reload ? "reload" : "commit";
  if (name === "dict.get" && (command as Commands["dict.get"]["command"]).remove) return "pop";
  const [kind, operation] = name.split(".");
  const isStorage = kind === "files" || kind === "dict" || kind === "queue" || kind === "secret" || name === "object.lookup" || name === "object.info";
  return isStorage ? STORAGE_OPERATIONS.find((known) => known === operation) : undefined;
}
