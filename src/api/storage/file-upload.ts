import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { InvalidError, NotFoundError } from "../../contract/errors.js";
import { parseFilePath, parseRecursive } from "./parse-file-path.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { UploadedFile } from "../../contract/storage-commands.js";
import { contentOf } from "../../contract/stored-file.js";
import type { RecursiveOptions, VolumeUpload } from "./volume-files.js";

/** Permission bits of a file that was given as bytes. */
const MODE = 0o644;
const PERMISSIONS = 0o777;

/** Collects what is to be uploaded; local files are read at the end. */
export class FileUpload implements VolumeUpload {
  readonly #what: string;
  readonly #reads: (() => readonly UploadedFile[])[] = [];

  constructor(what: string) {
    this.#what = what;
  }

  putFile(local: string | Uint8Array, remote: string, options: { mode?: number } = {}): void {
    const what = `${this.#what}: putFile`;
    const path = parseFilePath(what, remote);
    if (path === "") throw new InvalidError(`${what} needs the name of a file, got ${describe(remote)}.`);
    checkOptions(what, options, ["mode"]);
    const { mode } = options;
    if (mode !== undefined && (!Number.isInteger(mode) || mode < 0 || mode > PERMISSIONS))
      throw new InvalidError(`Option "mode" of ${what} must be permission bits such as 0o644, got ${describe(mode)}.`);
    if (typeof local === "string") this.#reads.push(() => [readLocal(what, local, path, mode)]);
    else if (ArrayBuffer.isView(local)) {
      const file = { path, content: contentOf(local), mode: mode ?? MODE };
      this.#reads.push(() => [file]);
    } else throw new InvalidError(`${what} takes a local path or bytes, got ${describe(local)}.`);
  }

  putDirectory(local: string, remote: string, options: RecursiveOptions = {}): void {
    const what = `${this.#what}: putDirectory`;
    if (typeof local !== "string") throw new InvalidError(`${what} takes a local path, got ${describe(local)}.`);
    const path = parseFilePath(what, remote);
    const recursive = parseRecursive(what, options, true);
    if (!statSync(local, { throwIfNoEntry: false })?.isDirectory())
      throw new InvalidError(`${what}: ${describe(local)} is not a directory.`);
    this.#reads.push(() => readDirectory(what, local, path, recursive));
  }

  /** Reads everything. @throws NotFoundError for a local file that is not there */
  read(): UploadedFile[] {
    return this.#reads.flatMap((read) => read());
  }
}

function readLocal(what: string, local: string, path: string, mode?: number): UploadedFile {
  try {
    return { path, content: contentOf(readFileSync(local)), mode: mode ?? statSync(local).mode & PERMISSIONS };
  } catch (error) {
    throw new NotFoundError(
      `${what}: local file ${describe(local)} cannot be read: ${(error as globalThis.Error).message}`,
      { cause: error },
    );
  }
}

/** Regular files only: empty directories vanish. */
function readDirectory(what: string, local: string, remote: string, recursive: boolean): UploadedFile[] {
  const entries = readdirSync(local, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = remote === "" ? entry.name : `${remote}/${entry.name}`;
    const from = join(local, entry.name);
    const found = entry.isSymbolicLink() ? statSync(from, { throwIfNoEntry: false }) : entry;
    if (found?.isFile()) return [readLocal(what, from, path)];
    return found?.isDirectory() && recursive && !entry.isSymbolicLink()
      ? readDirectory(what, from, path, recursive)
      : [];
  });
}
