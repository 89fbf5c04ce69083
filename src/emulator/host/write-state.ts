import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serialize } from "node:v8";
import { InvalidError } from "../../contract/errors.js";
import { type SavedContent, type Snapshot, SNAPSHOT_FORMAT } from "../storage/snapshot.js";
import {
  BLOB_NAME,
  BLOBS,
  digest,
  MANIFEST,
  MANIFEST_PART,
  type ManifestBucket,
  manifestText,
  type ManifestObject,
} from "./state-directory.js";

/** Secrets are among what is written. */
const FOR_OWNER = { mode: 0o600 };

/**
 * Writes a state into a directory that is new, empty, or holds an earlier one, which is replaced at the end, all at
 * once.
 * @throws InvalidError if something else is in the directory
 */
export async function writeState(directory: string, snapshot: Snapshot): Promise<void> {
  await checkTarget(directory);
  const blobs = new Map<string, Uint8Array>();
  const blob = (bytes: Uint8Array): string => {
    const name = digest(bytes);
    blobs.set(name, bytes);
    return name;
  };
  const blobsOf = ({ data, files }: SavedContent): Pick<ManifestObject, "data" | "files"> => ({
    data: blob(serialize(data)),
    files: files.map((file) => blob(new Uint8Array(file))),
  });
  const objects = snapshot.objects.map(({ content, ...object }): ManifestObject => ({
    ...object,
    ...blobsOf(content),
  }));
  const buckets = snapshot.buckets.map(({ content, ...bucket }): ManifestBucket => ({
    ...bucket,
    ...blobsOf(content),
  }));
  await mkdir(join(directory, BLOBS), { recursive: true });
  await writeFile(join(directory, MANIFEST_PART), manifestText({ ...snapshot, objects, buckets }), FOR_OWNER);
  for (const [name, bytes] of blobs) await writeFile(join(directory, BLOBS, name), bytes, FOR_OWNER);
  await rename(join(directory, MANIFEST_PART), join(directory, MANIFEST));
  for (const name of await readdir(join(directory, BLOBS)))
    if (!blobs.has(name)) await rm(join(directory, BLOBS, name));
}

async function checkTarget(directory: string): Promise<void> {
  const names = await entries(directory, directory);
  if (names.length === 0) return;
  const foreign = names.find((name) => ![MANIFEST, MANIFEST_PART, BLOBS].includes(name));
  if (foreign !== undefined) throw refusal(directory, `it holds ${foreign}, which is not part of an export`);
  const blobs = names.includes(BLOBS) ? await entries(directory, join(directory, BLOBS)) : [];
  const stray = blobs.find((name) => !BLOB_NAME.test(name));
  if (stray !== undefined) throw refusal(directory, `it holds ${BLOBS}/${stray}, which is not part of an export`);
  const manifest = names.includes(MANIFEST) ? MANIFEST : names.includes(MANIFEST_PART) ? MANIFEST_PART : undefined;
  if (manifest === undefined) throw refusal(directory, `it holds ${BLOBS}, but no ${MANIFEST}`);
  if (!(await readFile(join(directory, manifest), "utf8")).includes(JSON.stringify(SNAPSHOT_FORMAT)))
    throw refusal(directory, `its ${manifest} is of something else`);
}

async function entries(directory: string, path: string): Promise<string[]> {
  return readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    if (error.code === "ENOTDIR")
      throw refusal(directory, path === directory ? "it is a file" : `its ${BLOBS} is a file`);
    throw error;
  });
}

function refusal(directory: string, why: string): InvalidError {
  return new InvalidError(
    `world.export: nothing was written to ${directory}, because ${why}. Name a directory that is new, empty, or holds an earlier export.`,
  );
}
