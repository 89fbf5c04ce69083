import { InvalidError } from "../../contract/errors.js";
import type { ObjectKind } from "../../contract/storage-commands.js";
import type { EnvironmentRecord } from "./environments.js";

export const SNAPSHOT_FORMAT = "modal-emulator state";
/** Raised when older versions of this package could not read what newer ones write. */
export const SNAPSHOT_VERSION = 1;

/** What an object holds. Nobody changes any of it: worlds share it. */
export interface SavedContent {
  /** Plain data that can be structured-cloned, without shared memory; a file is its index in `files`. */
  readonly data: unknown;
  readonly files: readonly SharedArrayBuffer[];
}

/** A stored object of a snapshot, without what it holds. */
export interface SavedObject {
  readonly kind: ObjectKind;
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly content: SavedContent;
}

/** A bucket that stands for one of a cloud provider. */
export interface SavedBucket {
  readonly name: string;
  readonly content: SavedContent;
}

/**
 * Everything that a world stored at one moment, with ids, names and contents, values of secrets included; plain data.
 */
export interface Snapshot {
  readonly format: typeof SNAPSHOT_FORMAT;
  readonly version: typeof SNAPSHOT_VERSION;
  /** When, in virtual time: epoch milliseconds. */
  readonly takenAt: number;
  /** Oldest first. */
  readonly environments: readonly EnvironmentRecord[];
  /** Oldest first within each kind. Ephemeral objects, which end with their block, are not among them. */
  readonly objects: readonly SavedObject[];
  readonly buckets: readonly SavedBucket[];
}

/** @throws InvalidError if it is no snapshot, or of a newer version of this package */
export function checkSnapshot(what: string, value: unknown): asserts value is Snapshot {
  const { format, version, takenAt, environments, objects, buckets } = Object(value) as Partial<
    Record<keyof Snapshot, unknown>
  >;
  if (format !== SNAPSHOT_FORMAT)
    throw new InvalidError(
      `${what} is no state of a world: \`world.snapshot()\` and \`world.export(directory)\` make one.`,
    );
  if (version !== SNAPSHOT_VERSION)
    throw new InvalidError(
      `${what} has the format ${String(version)}, and this version of modal-emulator knows the format ${SNAPSHOT_VERSION} only: it was written by another version.`,
    );
  if (!Number.isFinite(takenAt) || !Array.isArray(environments) || !Array.isArray(objects) || !Array.isArray(buckets))
    throw new InvalidError(`${what} is incomplete.`);
}
