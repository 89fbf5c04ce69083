import fs from "node:fs";
import { withoutSession } from "../../../api/session/session.js";
import type { LowerFile, LowerFiles } from "./tree/lower-files.js";

/** Node's own, from before anything was routed. */
const { lstatSync, readlinkSync, readdirSync, readFileSync } = fs;

/** The machine's own files, as no container has changed them. */
export const HOST_FILES: LowerFiles = {
  look: (path) =>
    withoutSession((): LowerFile | undefined => {
      const found = lstat(path);
      if (!found) return undefined;
      const { ino, mode, nlink, uid, gid, size, atimeMs, mtimeMs, ctimeMs, birthtimeMs } = found;
      const symlink = found.isSymbolicLink() ? readlinkSync(path) : undefined;
      return { ino, mode, nlink, uid, gid, size, atimeMs, mtimeMs, ctimeMs, birthtimeMs, symlink };
    }),
  hasOwn: false,
  isOwn: () => false,
  isLink: (path) => lstat(path)?.isSymbolicLink() === true,
  names: (path) => withoutSession(() => readdirSync(path).toSorted()),
  read: (path) => withoutSession(() => readFileSync(path)),
};

function lstat(path: string): fs.Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}
