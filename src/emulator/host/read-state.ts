import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deserialize } from "node:v8";
import { InvalidError } from "../../contract/errors.js";
import {
  checkSnapshot,
  type SavedBucket,
  type SavedContent,
  type SavedObject,
  type Snapshot,
} from "../storage/snapshot.js";
import { BLOBS, digest, type Manifest, MANIFEST, type ManifestObject, parsedManifest } from "./state-directory.js";

/**
 * Reads a state that `world.export` has written, and checks all of it.
 * @throws InvalidError if the directory holds something else, or if anything of it is missing or was changed
 */
export async function readState(directory: string): Promise<Snapshot> {
  const { objects, buckets, ...manifest } = await readManifest(directory);
  const shared = new Map<string, SharedArrayBuffer>();
  const file = async (name: string): Promise<SharedArrayBuffer> => {
    const known = shared.get(name);
    if (known) return known;
    const bytes = await readBlob(directory, name);
    const buffer = new SharedArrayBuffer(bytes.length);
    new Uint8Array(buffer).set(bytes);
    shared.set(name, buffer);
    return buffer;
  };
  const content = async ({ data, files }: Pick<ManifestObject, "data" | "files">): Promise<SavedContent> => {
    const contents: SharedArrayBuffer[] = [];
    for (const name of files) contents.push(await file(name));
    return { data: parsed(directory, data, await readBlob(directory, data)), files: contents };
  };
  const savedObjects: SavedObject[] = [];
  for (const { data, files, ...object } of objects)
    savedObjects.push({ ...object, content: await content({ data, files }) });
  const savedBuckets: SavedBucket[] = [];
  for (const { data, files, ...bucket } of buckets)
    savedBuckets.push({ ...bucket, content: await content({ data, files }) });
  return { ...manifest, objects: savedObjects, buckets: savedBuckets };
}

async function readManifest(directory: string): Promise<Manifest> {
  const text = await readFile(join(directory, MANIFEST), "utf8").catch((error: unknown) => {
    throw refusal(directory, `it has no ${MANIFEST} that can be read, so it is no export`, error);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refusal(directory, `its ${MANIFEST} is incomplete or was changed`, error);
  }
  checkSnapshot(`world.import: ${join(directory, MANIFEST)}`, value);
  const manifest = parsedManifest(value);
  if (!manifest) throw refusal(directory, `its ${MANIFEST} was changed: its checksum is another`);
  for (const { kind, name, data, files } of manifest.objects as readonly Partial<ManifestObject>[]) {
    if (typeof data !== "string" || !Array.isArray(files))
      throw refusal(directory, `its ${MANIFEST} says nothing of the content of ${kind} "${name}"`);
  }
  return manifest;
}

async function readBlob(directory: string, name: string): Promise<Uint8Array> {
  const bytes = await readFile(join(directory, BLOBS, name)).catch((error: unknown) => {
    throw refusal(directory, `${BLOBS}/${name} is missing or cannot be read`, error);
  });
  if (digest(bytes) !== name)
    throw refusal(
      directory,
      `${BLOBS}/${name} is incomplete or was changed: its ${bytes.length} bytes have another checksum`,
    );
  return bytes;
}

/** Newer versions of Node may write what older ones cannot read. */
function parsed(directory: string, name: string, bytes: Uint8Array): unknown {
  try {
    return deserialize(bytes);
  } catch (error) {
    throw refusal(directory, `${BLOBS}/${name} cannot be read by this version of Node, ${process.version}`, error);
  }
}

function refusal(directory: string, why: string, cause?: unknown): InvalidError {
  return Object.assign(
    new InvalidError(`world.import: ${directory} was refused, because ${why}. The world is unchanged.`),
    cause === undefined ? {} : { cause },
  );
}
