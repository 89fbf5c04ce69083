import fs, { constants, type BigIntStats, type Dirent, type Stats } from "node:fs";
import type { MountNode } from "../tree/mount-node.js";

/** What `stat` says of the device: no real one has this number. */
const DEVICE = 0x6d6f756e;

/** Node's own, of entries of a directory; its types do not have them. */
const { UV_DIRENT_FILE, UV_DIRENT_DIR, UV_DIRENT_LINK } = constants as unknown as Readonly<
  Record<"UV_DIRENT_FILE" | "UV_DIRENT_DIR" | "UV_DIRENT_LINK", number>
>;

const BLOCK = 4096;
const NS_PER_MS = 1e6;

/** Node's own `Stats`, of a node of a mount. */
export function nodeStats(node: MountNode): Stats {
  return fill(Object.create(fs.Stats.prototype) as Stats, node, Number);
}

/** Node's own `BigIntStats`. */
export function bigIntStats(node: MountNode): BigIntStats {
  const prototype = Object.getPrototypeOf(fs.fstatSync(0, { bigint: true })) as object;
  const stats = fill(Object.create(prototype) as BigIntStats, node, (value) => BigInt(Math.round(value)));
  for (const name of ["atime", "mtime", "ctime", "birthtime"] as const)
    stats[`${name}Ns`] = BigInt(Math.round(node[`${name}Ms`] * NS_PER_MS));
  return stats;
}

/** One entry of a directory. */
export function nodeDirent(name: string, node: MountNode, parentPath: string): Dirent {
  const type = node.isDirectory() ? UV_DIRENT_DIR : node.isSymlink() ? UV_DIRENT_LINK : UV_DIRENT_FILE;
  const DirentOfNode = fs.Dirent as new (name: string, type: number, parentPath: string) => Dirent;
  return new DirentOfNode(name, type, parentPath);
}

function fill<T extends Stats | BigIntStats>(stats: T, node: MountNode, as: (value: number) => T["size"]): T {
  const size = node.isDirectory() ? BLOCK : node.getSize();
  const values = {
    dev: DEVICE,
    mode: node.mode,
    nlink: node.nlink,
    uid: node.uid,
    gid: node.gid,
    rdev: 0,
    blksize: BLOCK,
    ino: node.ino,
    size,
    blocks: Math.ceil(size / 512),
    atimeMs: node.atimeMs,
    mtimeMs: node.mtimeMs,
    ctimeMs: node.ctimeMs,
    birthtimeMs: node.birthtimeMs,
  };
  for (const [name, value] of Object.entries(values)) Reflect.set(stats, name, as(value));
  return stats;
}
