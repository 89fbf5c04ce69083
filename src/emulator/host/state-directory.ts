import { createHash } from "node:crypto";
import type { SavedBucket, SavedObject, Snapshot } from "../storage/snapshot.js";

export const MANIFEST = "manifest.json";
/** The manifest of an export that is under way, or was broken off. */
export const MANIFEST_PART = "manifest.json.part";
/** Each file there is named after the SHA-256 digest of its bytes. */
export const BLOBS = "blobs";
export const BLOB_NAME: RegExp = /^[0-9a-f]{64}$/;

/** An object in a manifest: blobs in place of its content. */
export interface ManifestObject extends Omit<SavedObject, "content"> {
  /** Written by `serialize` of `node:v8`. */
  readonly data: string;
  readonly files: readonly string[];
}

/** A bucket in a manifest. */
export type ManifestBucket = Omit<SavedBucket, "content"> & Pick<ManifestObject, "data" | "files">;

export interface Manifest extends Omit<Snapshot, "objects" | "buckets"> {
  readonly objects: readonly ManifestObject[];
  readonly buckets: readonly ManifestBucket[];
  /** Blobs of what goes with a state and is not the world's, by name. */
  readonly attachments?: Readonly<Record<string, string>>;
}

/** A state as it stands in a directory. */
export interface StoredState {
  readonly snapshot: Snapshot;
  readonly attachments: ReadonlyMap<string, Uint8Array>;
}

/** Makes the error of a directory that is refused. */
export type Refusal = (why: string, cause?: unknown) => Error;

const digests = new WeakMap<SharedArrayBuffer, string>();

/** Of a content that is shared, and so never changes: counted once. */
export function sharedDigest(content: SharedArrayBuffer): string {
  const known = digests.get(content) ?? digest(new Uint8Array(content));
  digests.set(content, known);
  return known;
}

export function digest(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The text of a manifest, which ends with a digest of all that is before it. */
export function manifestText(manifest: Manifest): string {
  return JSON.stringify({ ...manifest, checksum: digest(JSON.stringify(manifest)) }, undefined, 1);
}

/** @returns undefined if the checksum is not that of the manifest */
export function parsedManifest(parsed: object): Manifest | undefined {
  const { checksum, ...manifest } = parsed as Manifest & { readonly checksum?: unknown };
  return checksum === digest(JSON.stringify(manifest)) ? manifest : undefined;
}
