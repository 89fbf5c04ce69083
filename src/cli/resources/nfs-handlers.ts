import { NetworkFileSystem } from "../../api/storage/network-file-system.js";
import type { FileEntry } from "../../api/storage/volume-files.js";
import { show } from "../showing/table.js";
import type { CommandContext } from "../state/command-context.js";
import { localSource } from "./local-source.js";
import { deleteFile, getFiles } from "./file-commands.js";

const GET = "Usage: modal-emulator nfs get [options] <NAME> <REMOTE_PATH> [LOCAL_DESTINATION]";
const PUT = "Usage: modal-emulator nfs put [options] <NAME> <LOCAL_PATH> [REMOTE_PATH]";

/** `nfs create` */
export async function createNfs({ streams }: CommandContext, _: object, name: string): Promise<void> {
  await NetworkFileSystem.fromName(name, { createIfMissing: true }).hydrate();
  streams.stdout.write(
    `Created volume '${name}'.\n\n` +
      `Use it in an app:\n\napp.function({ networkFileSystems: { "/my_vol": NetworkFileSystem.fromName("${name}") } }, async function f() {\n  await readdir("/my_vol");\n});\n`,
  );
}

/** `nfs list` */
export async function listNfs(
  { streams, world, environment }: CommandContext,
  { json }: { json?: true },
): Promise<void> {
  const found = await world.session.backend.send("object.list", { kind: "NetworkFileSystem", environment });
  const rows = await Promise.all(
    found.map(async ({ name }) => {
      const { createdAt } = await NetworkFileSystem.fromName(name).info();
      return [name, "", createdAt];
    }),
  );
  const title = `Shared Volumes in environment '${environment}'`;
  await show(streams.stdout, { title, columns: ["Name", "Location", "Created at"], rows }, json === true);
}

/** `nfs ls`: a table where a person looks, else a path a line. */
export async function listNfsFiles(
  { streams: { stdout } }: CommandContext,
  _: object,
  name: string,
  path = "/",
): Promise<void> {
  const entries = await NetworkFileSystem.fromName(name).listdir(path);
  if (stdout.isTTY !== true) {
    for (const entry of entries) stdout.write(`${entry.path}\n`);
    return;
  }
  const rows = entries.map((entry) => [entry.path, entry.type === "directory" ? "dir" : "file"]);
  const title = `Directory listing of '${path}' in '${name}'`;
  await show(stdout, { title, columns: ["filename", "type"], rows }, false);
}

/** `nfs get` */
export async function getNfsFiles(
  context: CommandContext,
  { force = false }: { force?: boolean },
  name: string,
  remote: string,
  local = ".",
): Promise<void> {
  const files = NetworkFileSystem.fromName(name);
  const entries = await entriesOf(files, remote);
  await getFiles(context, { files, remote, entries, local, force, usage: GET });
}

/** A directory counts with all that is below it. */
async function entriesOf(files: NetworkFileSystem, remote: string): Promise<readonly FileEntry[]> {
  const entries = await files.listdir(remote);
  const isFile = entries.length === 1 && entries[0]?.path === remote.replace(/^\/+|\/+$/g, "");
  return isFile || remote.includes("*") ? entries : files.listdir(`${remote}/**`);
}

/** `nfs put` */
export async function putNfsFiles(
  { streams: { stdout }, directory }: CommandContext,
  _: object,
  name: string,
  local: string,
  to = "/",
): Promise<void> {
  const files = await NetworkFileSystem.fromName(name).hydrate();
  const { path, isDirectory, bytes, remote } = await localSource(directory, local, to, PUT);
  await (isDirectory ? files.addLocalDir(path, remote) : files.addLocalFile(path, remote));
  const what = isDirectory
    ? `directory '${local}' to '${remote}'`
    : `file '${local}' to '${remote}' (${bytes} bytes written)`;
  stdout.write(`✓ Uploaded ${what}\n`);
}

/** `nfs rm` */
export async function removeNfsFile(
  context: CommandContext,
  { recursive = false }: { recursive?: boolean },
  name: string,
  path: string,
): Promise<void> {
  await deleteFile(context, NetworkFileSystem.fromName(name), path, recursive);
}

/** `nfs delete` */
export async function deleteNfs(
  { streams, confirm }: CommandContext,
  { yes }: { yes?: true },
  name: string,
): Promise<void> {
  await NetworkFileSystem.fromName(name).hydrate();
  if (!yes) await confirm(`Are you sure you want to irrevocably delete the network file system '${name}'?`);
  await NetworkFileSystem.delete(name);
  streams.stdout.write(`Deleted network file system '${name}'.\n`);
}
