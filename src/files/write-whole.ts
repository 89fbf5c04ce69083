import { randomUUID } from "node:crypto";
import { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Writes a file that nobody sees half of, and makes the folders that it is in. A file keeps its permissions; devices,
 * pipes and links stay what they are, and are written to.
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const part = partOf(file);
  if (!part) return await writeFile(file, text);
  try {
    await writeFile(part.path, text, part.options);
    await rename(part.path, file);
  } finally {
    await rm(part.path, { force: true });
  }
}

/** The same at once, where nothing can be waited for any more. */
export function writeWholeNow(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const part = partOf(file);
  if (!part) return writeFileSync(file, text);
  try {
    writeFileSync(part.path, text, part.options);
    renameSync(part.path, file);
  } finally {
    rmSync(part.path, { force: true });
  }
}

/**
 * A file beside another, to take its place: no other process and no other thread writes it, and its name is no longer
 * than names may be. `undefined` for what is there and is no plain file, such as /dev/stdout.
 */
function partOf(file: string): { readonly path: string; readonly options: { readonly mode?: number } } | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found && !found.isFile()) return undefined;
  return { path: join(dirname(file), `.${randomUUID()}.part`), options: found ? { mode: found.mode } : {} };
}
