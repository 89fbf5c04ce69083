import type { DatabaseSync, DatabaseSyncOptions } from "node:sqlite";
import { UnimplementedError } from "../../../contract/errors.js";
import { lentDatabase, type LendFile } from "./database-name.js";
import type { LentFiles } from "./lent-files.js";

/** SQLite keeps these beside a database. */
const BESIDE = ["-journal", "-wal", "-shm"];

/** SQLite's number for what attaches a database, when it asks whether it may. */
const ATTACH = 24;
const OK = 0;

type Authorizer = Exclude<Parameters<DatabaseSync["setAuthorizer"]>[0], null>;

/** What a container's database is opened by. */
export interface Opened {
  readonly location: unknown;
  readonly options: DatabaseSyncOptions | undefined;
  /** Of its file, if it is one of the container's own disk. */
  readonly path: string | undefined;
}

/** Gives SQLite files of a container's disk, with what it keeps beside them. @returns `undefined` for the machine's own */
export function lendDatabase(files: LentFiles): LendFile {
  return (given) => {
    const path = files.resolve(given);
    return path === undefined ? undefined : files.lend([path, ...BESIDE.map((end) => path + end)]);
  };
}

/** @param location as `DatabaseSync` takes it: a path, a `file:` URI, a buffer or a URL */
export function openedBy(files: LentFiles, location: unknown, options: DatabaseSyncOptions | undefined): Opened {
  const name =
    location instanceof URL
      ? location.href
      : location instanceof Uint8Array
        ? Buffer.from(location).toString()
        : location;
  if (typeof name !== "string" || name.includes("\0")) return { location, options, path: undefined };
  const lend = lendDatabase(files);
  let path: string | undefined;
  const lent = lentDatabase(name, (file) => {
    path = files.resolve(file);
    return lend(file);
  });
  const isWritable = path === undefined || files.isWritable(path);
  return { location: lent, options: isWritable ? options : { ...options, readOnly: true }, path };
}

/** Lets a database attach no file but those that it was given. @param own what the container itself says */
export function authorizer(files: () => LentFiles | undefined, own?: Authorizer): Authorizer {
  return (action, first, second, database, trigger) => {
    if (action === ATTACH) checkAttached(files(), first);
    return own ? own(action, first, second, database, trigger) : OK;
  };
}

function checkAttached(files: LentFiles | undefined, file: string | null): void {
  if (!files) return;
  let isFound = file !== null;
  lentDatabase(file ?? "", (path) => {
    isFound = files.pathOf(path) !== undefined || files.resolve(path) === undefined;
    return undefined;
  });
  if (isFound) return;
  throw new UnimplementedError(
    "ATTACH and VACUUM INTO find files of a container's disk only if the text of the statement names them, such as ATTACH '/tmp/other.db' AS other: not by a parameter or an expression.",
  );
}
