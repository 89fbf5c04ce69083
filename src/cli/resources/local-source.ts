import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { InvalidError, NotFoundError } from "../../contract/errors.js";
import { UsageError } from "../endings/usage-error.js";

/** What is to be uploaded, and where to. */
export interface LocalSource {
  /** Absolute. */
  readonly path: string;
  readonly isDirectory: boolean;
  /** Size of a file. */
  readonly bytes: number;
  readonly remote: string;
}

/**
 * @param directory what a relative path is meant from
 * @param remote if it ends with a slash, a directory that gets the file under its own name
 * @throws UsageError for a glob; NotFoundError if there is nothing, InvalidError for a device
 */
export async function localSource(
  directory: string,
  local: string,
  remote: string,
  usage: string,
): Promise<LocalSource> {
  const path = resolve(directory, local);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  const isDirectory = !(found instanceof globalThis.Error) && found.isDirectory();
  if (!isDirectory && local.includes("*")) throw new UsageError("Glob uploads are currently not supported.", usage);
  if (found instanceof globalThis.Error)
    throw new NotFoundError(
      found.code === "ENOENT" ? `There is no local file ${local}.` : `${local} cannot be read (${found.code}).`,
    );
  if (!isDirectory && !found.isFile()) throw new InvalidError(`${local} is neither a file nor a directory.`);
  return {
    path,
    isDirectory,
    bytes: found.size,
    remote: remote.endsWith("/") ? remote + ownName(local, path) : remote,
  };
}

/** As Modal takes it: what ends with a slash has none, and a directory's content goes where it is put. */
function ownName(local: string, path: string): string {
  if (/[/\\]$/.test(local)) return "";
  const name = basename(local);
  return name === ".." ? basename(path) : name;
}
