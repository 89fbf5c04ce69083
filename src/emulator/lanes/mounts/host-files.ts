import fs from "node:fs";
import { withoutSession } from "../../../api/session/session.js";
import type { LowerContent, LowerFile, LowerFiles } from "./tree/lower-files.js";

/** Node's own, from before anything was routed. */
const { lstatSync, fstatSync, readlinkSync, readdirSync, readFileSync, realpathSync, openSync, readSync, closeSync } =
  fs;

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
  own: [],
  hasOwn: false,
  isOwn: () => false,
  isLink: (path) => lstat(path)?.isSymbolicLink() === true,
  realFolder: (path) => withoutSession(() => realpathSync.native(path)),
  names: (path) => withoutSession(() => readdirSync(path).toSorted()),
  read: (path) => withoutSession(() => readFileSync(path)),
  open: (path) => withoutSession(() => new HostContent(path)),
};

/** A file of the machine's, open as long as it is needed: it may be removed meanwhile. */
class HostContent implements LowerContent {
  readonly size: number;
  readonly #fd: number;

  constructor(path: string) {
    this.#fd = openSync(path, "r");
    this.size = fstatSync(this.#fd).size;
  }

  read(target: Uint8Array, position: number): number {
    return withoutSession(() => {
      let at = 0;
      for (let read = -1; read !== 0 && at < target.length; at += read)
        read = readSync(this.#fd, target, at, target.length - at, position + at);
      return at;
    });
  }

  close(): void {
    withoutSession(() => closeSync(this.#fd));
  }
}

function lstat(path: string): fs.Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}
