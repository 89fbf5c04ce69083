import { resolve } from "node:path";
import type { CommandContext } from "../state/command-context.js";
import { type Download, downloadFiles, writeToOutput } from "./download.js";
import { inCommandWords } from "./option-words.js";

/** What is downloaded to where; `local` as it was typed, `-` for the output. */
export interface Transfer extends Pick<Download, "files" | "remote" | "entries" | "force" | "usage"> {
  readonly local: string;
}

/** `get` of what has files. */
export async function getFiles(
  { streams: { stdout, stderr }, directory, signal }: CommandContext,
  { local, ...transfer }: Transfer,
): Promise<void> {
  if (local === "-") return await writeToOutput({ ...transfer, signal }, stdout);
  const warn = (message: string): void => void stderr.write(`${message}\n`);
  await downloadFiles({ ...transfer, destination: resolve(directory, local), signal, warn });
  stdout.write("✓ Finished downloading files to local!\n");
}

/** What files are deleted from. */
interface Deletable {
  removeFile(path: string, options: { recursive: boolean }): Promise<void>;
}

/** `rm` of what has files. */
export async function deleteFile(
  { streams: { stdout } }: CommandContext,
  files: Deletable,
  path: string,
  recursive: boolean,
): Promise<void> {
  await inCommandWords(() => files.removeFile(path, { recursive }));
  stdout.write(`✓ ${path} was deleted successfully!\n`);
}
