import fs, { constants, type BigIntStats, type Stats, type StatsFs } from "node:fs";
import { encoded, toOptions, toPath } from "./arguments.js";
import type { MountView } from "./mount-view.js";
import { fsError } from "../tree/fs-error.js";
import type { MountNode } from "../tree/mount-node.js";
import { bigIntStats, nodeStats } from "./node-stats.js";
import type { Operations } from "./operation.js";

const { W_OK, X_OK } = constants;

interface StatOptions {
  readonly bigint: boolean;
  readonly throwIfNoEntry: boolean;
}

/** Node's own. */
const STATS_FS = Object.getPrototypeOf(fs.statfsSync("/")) as object;

const BLOCK_BYTES = 4096;

/** What `statfs` says: memory, with room left, if it is not known how much. */
const FILE_SYSTEM = {
  type: 0x0102_1994,
  bsize: BLOCK_BYTES,
  frsize: BLOCK_BYTES,
  blocks: 2 ** 28,
  bfree: 2 ** 27,
  bavail: 2 ** 27,
  files: 2 ** 24,
  ffree: 2 ** 23,
};

/** Asking for and setting what is known of files of mounts; each as the synchronous function of `fs` of that name. */
export function attributeOperations(mounts: MountView): Operations {
  const { tree, files, memfs } = mounts.volume;

  const stat = (path: unknown, given: unknown, syscall: string, follows: boolean): Stats | BigIntStats | undefined => {
    const options = toOptions<StatOptions>(given);
    const text = toPath(path);
    const found = tree.walk(text, follows);
    if (typeof found !== "string") return statsOf(found.getNode(), options);
    if (options.throwIfNoEntry === false && (found === "ENOENT" || found === "ENOTDIR")) return undefined;
    throw fsError(found, syscall, text);
  };
  const realpath = (path: unknown, given: unknown, syscall: string): string | Buffer =>
    encoded(tree.find(toPath(path), syscall).getPath() || "/", toOptions(given).encoding);

  return {
    statSync: (path: unknown, options?: unknown) => stat(path, options, "stat", true),
    lstatSync: (path: unknown, options?: unknown) => stat(path, options, "lstat", false),
    fstatSync: (fd: number, options?: unknown) =>
      statsOf(files.file(fd, "fstat").node, toOptions<StatOptions>(options)),
    statfsSync: (path: unknown, given?: unknown): StatsFs => {
      const room = tree.roomAt(tree.find(toPath(path), "statfs").getPath());
      const free = Math.max(0, Math.floor((room?.left ?? 0) / BLOCK_BYTES));
      const values = room && { blocks: Math.floor(room.bytes / BLOCK_BYTES), bfree: free, bavail: free };
      const isBig = toOptions<StatOptions>(given).bigint;
      const stats = Object.create(STATS_FS) as StatsFs;
      for (const [name, value] of Object.entries({ ...FILE_SYSTEM, ...values }))
        Reflect.set(stats, name, isBig ? BigInt(value) : value);
      return stats;
    },
    existsSync: (path: unknown): boolean => {
      try {
        return typeof tree.walk(toPath(path), true) !== "string"; // what is missing is no error, which takes long to make
      } catch {
        return false; // no path
      }
    },
    accessSync: (path: unknown, mode: number = constants.F_OK): void => {
      const link = tree.find(toPath(path), "access");
      if (mode & W_OK && mounts.isReadOnly(link.getPath())) throw fsError("EROFS", "access", toPath(path));
      if ((mode & W_OK && !link.getNode().canWrite()) || (mode & X_OK && !link.getNode().canExecute()))
        throw fsError("EACCES", "access", toPath(path));
    },
    realpathSync: Object.assign((path: unknown, options?: unknown) => realpath(path, options, "lstat"), {
      native: (path: unknown, options?: unknown) => realpath(path, options, "realpath"),
    }),
    readlinkSync: (path: unknown, given?: unknown): string | Buffer => {
      const { symlink } = tree.find(toPath(path), "readlink", false).getNode();
      if (symlink === undefined) throw fsError("EINVAL", "readlink", toPath(path));
      return encoded(symlink, toOptions(given).encoding);
    },
    chmodSync: (path: unknown, mode: string | number): void => memfs.chmodSync(toPath(path), mode),
    lchmodSync: (path: unknown, mode: string | number): void => memfs.chmodSync(toPath(path), mode),
    fchmodSync: (fd: number, mode: string | number): void => memfs.fchmodSync(fd, mode),
    chownSync: (path: unknown, uid: number, gid: number): void => memfs.chownSync(toPath(path), uid, gid),
    lchownSync: (path: unknown, uid: number, gid: number): void => memfs.lchownSync(toPath(path), uid, gid),
    fchownSync: (fd: number, uid: number, gid: number): void => memfs.fchownSync(fd, uid, gid),
    utimesSync: (path: unknown, atime: number | string | Date, mtime: number | string | Date): void =>
      memfs.utimesSync(toPath(path), atime, mtime),
    lutimesSync: (path: unknown, atime: number | string | Date, mtime: number | string | Date): void =>
      memfs.lutimesSync(toPath(path), atime, mtime),
    futimesSync: (fd: number, atime: number | string | Date, mtime: number | string | Date): void =>
      memfs.futimesSync(fd, atime, mtime),
  };
}

function statsOf(node: MountNode, { bigint }: Partial<StatOptions>): Stats | BigIntStats {
  return bigint ? bigIntStats(node) : nodeStats(node);
}
