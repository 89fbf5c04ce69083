import type { FileEntry } from "../../api/storage/volume-files.js";
import { Volume } from "../../api/storage/volume.js";
import { AlreadyExistsError, InvalidError } from "../../contract/errors.js";
import { UsageError } from "../endings/usage-error.js";
import { show } from "../showing/table.js";
import type { CommandContext } from "../state/command-context.js";
import { inCommandWords } from "./option-words.js";
import { localSource } from "./local-source.js";
import { shownBytes } from "./shown-bytes.js";
import { deleteFile, getFiles } from "./file-commands.js";

const GET = "Usage: modal-emulator volume get [options] <NAME> <REMOTE_PATH> [LOCAL_DESTINATION]";
const PUT = "Usage: modal-emulator volume put [options] <NAME> <LOCAL_PATH> [REMOTE_PATH]";
const CP = "Usage: modal-emulator volume cp [options] <NAME> <PATHS...>";

const TYPES: Readonly<Record<FileEntry["type"], string>> = { directory: "dir", symlink: "link", file: "file" };

/** `volume ls`: a table where a person looks, else a path a line. */
export async function listVolumeFiles(
  { streams: { stdout } }: CommandContext,
  { json }: { json?: true },
  name: string,
  path = "/",
): Promise<void> {
  refuseGlob(path);
  const entries = await Volume.fromName(name).listdir(path);
  if (!json && stdout.isTTY !== true) {
    for (const entry of entries) stdout.write(`${entry.path}\n`);
    return;
  }
  const rows = entries.map((entry) => [entry.path, TYPES[entry.type], entry.mtime, shownBytes(entry.size)]);
  const title = `Directory listing of '${path}' in '${name}'`;
  await show(stdout, { title, columns: ["Filename", "Type", "Created/Modified", "Size"], rows }, json === true);
}

/** `volume get` */
export async function getVolumeFiles(
  context: CommandContext,
  { force = false }: { force?: boolean },
  name: string,
  remote: string,
  local = ".",
): Promise<void> {
  refuseGlob(remote);
  const files = Volume.fromName(name);
  const entries = await files.listdir(remote, { recursive: true });
  await getFiles(context, { files, remote, entries, local, force, usage: GET });
}

/** `volume put` */
export async function putVolumeFiles(
  { streams: { stdout }, directory }: CommandContext,
  { force = false }: { force?: boolean },
  name: string,
  local: string,
  to = "/",
): Promise<void> {
  const volume = await Volume.fromName(name).hydrate();
  const { path, isDirectory, remote } = await localSource(directory, local, to, PUT);
  try {
    await inCommandWords(() =>
      volume.batchUpload((upload) => (isDirectory ? upload.putDirectory(path, remote) : upload.putFile(path, remote)), {
        force,
      }),
    );
  } catch (error) {
    throw error instanceof AlreadyExistsError ? new UsageError(error.message, PUT) : error;
  }
  stdout.write(`✓ Uploaded ${isDirectory ? "directory" : "file"} '${local}' to '${remote}'\n`);
}

/** `volume cp` */
export async function copyVolumeFiles(
  _: CommandContext,
  { recursive = false }: { recursive?: boolean },
  name: string,
  paths: readonly string[],
): Promise<void> {
  const to = paths.at(-1);
  if (to === undefined || paths.length < 2) throw new UsageError("Say what to copy, and last where to.", CP);
  await inCommandWords(() => Volume.fromName(name).copyFiles(paths.slice(0, -1), to, { recursive }));
}

/** `volume rm` */
export async function removeVolumeFile(
  context: CommandContext,
  { recursive = false }: { recursive?: boolean },
  name: string,
  path: string,
): Promise<void> {
  await deleteFile(context, Volume.fromName(name), path, recursive);
}

function refuseGlob(path: string): void {
  if (path.endsWith("*"))
    throw new InvalidError(
      `Volumes take no glob pattern, got ${JSON.stringify(path)}. Name the directory: it counts with all that is below it.`,
    );
}
