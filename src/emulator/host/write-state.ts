import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serialize } from "node:v8";
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
  type Refusal,
  sharedDigest,
} from "./state-directory.js";

/** Secrets are among what is written. */
const FOR_OWNER = { mode: 0o600 };
/** Of a blob that is under way, or was broken off. */
const PART = ".part";

export interface Writing {
  /** What goes with the state, by name. */
  readonly attachments?: ReadonlyMap<string, Uint8Array>;
  /** The manifest that is there, if it was read and all of it is known to be whole: its blobs are not written again. */
  readonly over?: string | undefined;
  readonly refuse: Refusal;
}

interface Laid {
  /** Of the manifest. */
  readonly text: string;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

/** Lays a state out in files. */
function lay(snapshot: Snapshot, attachments: ReadonlyMap<string, Uint8Array>): Laid {
  const blobs = new Map<string, Uint8Array>();
  const blob = (bytes: Uint8Array, name = digest(bytes)): string => {
    blobs.set(name, bytes);
    return name;
  };
  const blobsOf = ({ data, files }: SavedContent): Pick<ManifestObject, "data" | "files"> => ({
    data: blob(serialize(data)),
    files: files.map((file) => blob(new Uint8Array(file), sharedDigest(file))),
  });
  const objects = snapshot.objects.map(({ content, ...object }): ManifestObject => ({
    ...object,
    ...blobsOf(content),
  }));
  const buckets = snapshot.buckets.map(({ content, ...bucket }): ManifestBucket => ({
    ...bucket,
    ...blobsOf(content),
  }));
  const attached = Object.fromEntries(Array.from(attachments, ([name, bytes]) => [name, blob(bytes)]));
  const more = attachments.size > 0 ? { attachments: attached } : {};
  return { text: manifestText({ ...snapshot, objects, buckets, ...more }), blobs };
}

/** The text of the manifest that `writeState` would write. */
export function manifestOf(snapshot: Snapshot, attachments: ReadonlyMap<string, Uint8Array>): string {
  return lay(snapshot, attachments).text;
}

/**
 * Writes a state into a directory that is new, empty, or holds an earlier one, which is replaced at the end, all at
 * once: if anything fails before, what was there is unchanged.
 * @returns the text of the manifest
 * @throws what `refuse` makes if something else is in the directory
 */
export async function writeState(directory: string, snapshot: Snapshot, writing: Writing): Promise<string> {
  const { attachments = new Map<string, Uint8Array>(), over, refuse } = writing;
  const { text, blobs } = lay(snapshot, attachments);
  await checkTarget(directory, refuse);
  const written: string[] = [];
  try {
    await mkdir(join(directory, BLOBS), { recursive: true });
    for (const [name, bytes] of blobs) {
      if (over?.includes(name)) continue;
      const path = join(directory, BLOBS, name);
      written.push(path);
      await writeFile(path + PART, bytes, FOR_OWNER);
      await rename(path + PART, path);
    }
    await writeFile(join(directory, MANIFEST_PART), text, FOR_OWNER);
    await rename(join(directory, MANIFEST_PART), join(directory, MANIFEST));
  } catch (error) {
    const kept = await readFile(join(directory, MANIFEST), "utf8").catch(() => "");
    for (const path of [...written.filter((each) => !kept.includes(each.slice(-64))), join(directory, MANIFEST_PART)])
      await Promise.allSettled([rm(path, { force: true }), rm(path + PART, { force: true })]);
    throw error;
  }
  for (const name of await readdir(join(directory, BLOBS)))
    if (!blobs.has(name)) await rm(join(directory, BLOBS, name), { force: true }).catch(() => undefined); // nobody refers to it
  return text;
}

/**
 * @returns the names in a directory, and in its blobs
 * @throws what `refuse` makes if one of them is none that `writeState` gives, or it is no directory
 */
export async function refuseStrays(directory: string, refuse: Refusal): Promise<{ names: string[]; blobs: string[] }> {
  const names = await entries(directory, directory, refuse);
  const foreign = names.find((name) => ![MANIFEST, MANIFEST_PART, BLOBS].includes(name));
  if (foreign !== undefined) throw refuse(`it holds ${foreign}, which is not part of an export`);
  const blobs = names.includes(BLOBS) ? await entries(directory, join(directory, BLOBS), refuse) : [];
  const stray = blobs.find((name) => !BLOB_NAME.test(name.endsWith(PART) ? name.slice(0, -PART.length) : name));
  if (stray !== undefined) throw refuse(`it holds ${BLOBS}/${stray}, which is not part of an export`);
  return { names, blobs };
}

async function checkTarget(directory: string, refuse: Refusal): Promise<void> {
  const { names, blobs } = await refuseStrays(directory, refuse);
  if (names.length === 0) return;
  const manifest = names.includes(MANIFEST) ? MANIFEST : names.includes(MANIFEST_PART) ? MANIFEST_PART : undefined;
  if (manifest === undefined) {
    if (blobs.every((name) => name.endsWith(PART))) return; // one that was broken off at its first blob
    throw refuse(`it holds ${BLOBS}, but no ${MANIFEST}`);
  }
  if (!(await readFile(join(directory, manifest), "utf8")).includes(JSON.stringify(SNAPSHOT_FORMAT)))
    throw refuse(`its ${manifest} is of something else`);
}

async function entries(directory: string, path: string, refuse: Refusal): Promise<string[]> {
  return readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    if (error.code === "ENOTDIR") throw refuse(path === directory ? "it is a file" : `its ${BLOBS} is a file`);
    throw error;
  });
}
