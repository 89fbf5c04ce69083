import { openSync, readSync, closeSync } from "node:fs";
import { posix } from "node:path";
import { UnimplementedError } from "../../../contract/errors.js";
import { withoutSession } from "../../../api/session/session.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { lendDatabase } from "../scratch/own-database.js";
import { lentSql } from "../scratch/database-text.js";
import type { LentFiles } from "../scratch/lent-files.js";
import { refuseText } from "./refused-text.js";

/** Whose disk it is. */
export interface AddonUser {
  readonly mounts: ContainerMounts | undefined;
  /** `undefined`: what the container has otherwise than the machine is refused. */
  readonly lent?: LentFiles | undefined;
}

/** Longer texts are no paths. */
const MAX_PATH = 4096;
/** A relative path with an ending. */
const FILE_NAME = /^[^\s:*?"'<>|]{1,250}\.[a-z]\w{0,7}$/i;
/** How deep lists and options of a call are looked through. */
const DEPTH = 3;
const SQLITE = "SQLite format 3\0";

/**
 * Calls a function of an addon, which knows only files of the machine: paths of the container's own are told as those
 * of the folder in which they are lent.
 * @param what it is, for what is refused
 * @param constructs whether a relative name, too, may be one of a file
 * @throws UnimplementedError for texts that have such a path in them, and for all where nothing is lent
 */
export function callAddon<T>(
  { mounts, lent }: AddonUser,
  what: string,
  args: readonly unknown[],
  constructs: boolean,
  call: (args: readonly unknown[]) => T,
): T {
  if (!mounts) return call(args);
  const undo: (() => void)[] = [];
  const told = (text: string): string => {
    const own = pathIn(text, constructs) ? ownPath(mounts, text) : undefined;
    if (own !== undefined && lent) return lendDatabase(lent)(text) ?? text;
    if (own !== undefined) throw refused(what, text);
    const sql = lent ? lentSql(text, lendDatabase(lent)) : text;
    if (sql === text) refuseText(mounts, what, text);
    return sql;
  };
  try {
    return call(args.map((arg) => inPlace(arg, told, undo, DEPTH)));
  } finally {
    for (const each of undo.toReversed()) each();
  }
}

/** Lists and options stay the same objects: an addon may keep them. */
function inPlace(value: unknown, told: (text: string) => string, undo: (() => void)[], depth: number): unknown {
  if (typeof value === "string") return value.length > MAX_PATH ? value : told(value);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || depth === 0) return value;
  for (const [key, { value: part, writable }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    const now = inPlace(part, told, undo, depth - 1);
    if (now === part) continue;
    if (!writable) continue;
    Reflect.set(value, key, now);
    undo.push(() => void Reflect.set(value, key, part));
  }
  return value;
}

function pathIn(text: string, constructs: boolean): boolean {
  return !text.includes("\0") && (text.startsWith("/") || (constructs && FILE_NAME.test(text)));
}

/** @returns where that is, if the machine has not the same there, or if it may be about to be changed */
function ownPath(mounts: ContainerMounts, text: string): string | undefined {
  const path = posix.resolve(mounts.paths.directory ?? process.cwd(), text);
  if (mounts.paths.mountOf(path) !== undefined) return path;
  if (!mounts.paths.layer || !mounts.paths.has(path, "write")) return undefined;
  const isThere = isOnMachine(mounts, path);
  const above = posix.dirname(path);
  const isNew = !isThere && above !== "/" && typeof mounts.tree.walk(above, true) !== "string";
  return isNew || mounts.paths.has(path, "look") || (isThere && isDatabase(path)) ? path : undefined;
}

function isOnMachine({ lower }: ContainerMounts, path: string): boolean {
  try {
    return lower?.look(path) !== undefined;
  } catch {
    return false; // such as a name that is too long
  }
}

/** What is opened as a database is going to be written to. */
function isDatabase(path: string): boolean {
  try {
    return withoutSession(() => {
      const fd = openSync(path, "r");
      try {
        const begin = Buffer.alloc(SQLITE.length);
        return readSync(fd, begin) === begin.length && begin.toString("latin1") === SQLITE;
      } finally {
        closeSync(fd);
      }
    });
  } catch {
    return false;
  }
}

function refused(what: string, text: string): UnimplementedError {
  return new UnimplementedError(
    `${what} was given ${JSON.stringify(text)}, which is not as on the host's own disk, or may be about to be made there: this container has a disk of its own (\`disk: "private"\`), which only \`node:fs\` sees.`,
  );
}
