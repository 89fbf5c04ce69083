import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deserialize } from "node:v8";
import { checkSnapshot, type SavedBucket, type SavedContent, type SavedObject } from "../storage/snapshot.js";
import {
  BLOBS,
  digest,
  type Manifest,
  MANIFEST,
  type ManifestObject,
  parsedManifest,
  type Refusal,
  sharedDigest,
  type StoredState,
} from "./state-directory.js";

/** A state that was read, and the text of its manifest. */
export interface ReadState extends StoredState {
  readonly manifest: string;
}

/**
 * Reads a state that `writeState` has written, and checks all of it.
 * @param what the directory, in messages
 * @throws InvalidError for another format; what `refuse` makes if the directory holds something else, or if anything of
 * it is missing or was changed
 */
export async function readState(directory: string, what: string, refuse: Refusal): Promise<ReadState> {
  const text = await readFile(join(directory, MANIFEST), "utf8").catch((error: unknown) => {
    throw refuse(`it has no ${MANIFEST} that can be read, so it is no export`, error);
  });
  const { objects, buckets, attachments = {}, ...manifest } = checkedManifest(text, what, refuse);
  const shared = new Map<string, SharedArrayBuffer>();
  const file = async (name: string): Promise<SharedArrayBuffer> => {
    const known = shared.get(name);
    if (known) return known;
    const bytes = await readBlob(directory, name, refuse);
    const buffer = new SharedArrayBuffer(bytes.length);
    new Uint8Array(buffer).set(bytes);
    shared.set(name, buffer);
    sharedDigest(buffer);
    return buffer;
  };
  const content = async ({ data, files }: Pick<ManifestObject, "data" | "files">): Promise<SavedContent> => {
    const contents: SharedArrayBuffer[] = [];
    for (const name of files) contents.push(await file(name));
    return { data: parsed(data, await readBlob(directory, data, refuse), refuse), files: contents };
  };
  const savedObjects: SavedObject[] = [];
  for (const { data, files, ...object } of objects)
    savedObjects.push({ ...object, content: await content({ data, files }) });
  const savedBuckets: SavedBucket[] = [];
  for (const { data, files, ...bucket } of buckets)
    savedBuckets.push({ ...bucket, content: await content({ data, files }) });
  const attached = new Map<string, Uint8Array>();
  for (const [name, blob] of Object.entries(attachments)) attached.set(name, await readBlob(directory, blob, refuse));
  return {
    snapshot: { ...manifest, objects: savedObjects, buckets: savedBuckets },
    attachments: attached,
    manifest: text,
  };
}

function checkedManifest(text: string, what: string, refuse: Refusal): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`its ${MANIFEST} is incomplete or was changed`, error);
  }
  checkSnapshot(`${what}/${MANIFEST}`, value);
  const manifest = parsedManifest(value);
  if (!manifest) throw refuse(`its ${MANIFEST} was changed: its checksum is another`);
  for (const { kind, name, data, files } of manifest.objects as readonly Partial<ManifestObject>[]) {
    if (typeof data !== "string" || !Array.isArray(files))
      throw refuse(`its ${MANIFEST} says nothing of the content of ${kind} "${name}"`);
  }
  return manifest;
}

async function readBlob(directory: string, name: string, refuse: Refusal): Promise<Uint8Array> {
  const bytes = await readFile(join(directory, BLOBS, name)).catch((error: unknown) => {
    throw refuse(`${BLOBS}/${name} is missing or cannot be read`, error);
  });
  if (digest(bytes) !== name)
    throw refuse(`${BLOBS}/${name} is incomplete or was changed: its ${bytes.length} bytes have another checksum`);
  return bytes;
}

/** Newer versions of Node may write what older ones cannot read. */
function parsed(name: string, bytes: Uint8Array, refuse: Refusal): unknown {
  try {
    return deserialize(bytes);
  } catch (error) {
    throw refuse(`${BLOBS}/${name} cannot be read by this version of Node, ${process.version}`, error);
  }
}
