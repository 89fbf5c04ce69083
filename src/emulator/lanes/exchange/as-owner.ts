import { posix } from "node:path";
import { realFs as fs } from "./real-fs.js";
import { lstat } from "./shared-disk.js";

/** For the owner. */
const FOLDER = 0o700;
const FILE = 0o600;

/**
 * Does something with a file or folder, whatever its mode and those of the folders that it is in say: its container is
 * root, and this process may not be.
 */
export function asOwner<T>(path: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EACCES") throw error;
  }
  const closed = opened(path);
  try {
    return body();
  } finally {
    for (const [each, mode] of closed) if (lstat(each)) fs.chmodSync(each, mode);
  }
}

/** Opens what is closed on the way to a path. @returns what that was, the deepest first */
function opened(path: string): [path: string, mode: number][] {
  const above = path === "/" ? [] : opened(posix.dirname(path));
  const stat = lstat(path);
  const wanted = stat?.isDirectory() ? FOLDER : stat?.isFile() ? FILE : 0;
  const mode = Number(stat?.mode ?? 0n) & 0o7777;
  if ((mode & wanted) === wanted || stat?.uid !== BigInt(process.getuid?.() ?? -1)) return above;
  try {
    fs.chmodSync(path, mode | wanted);
  } catch {
    return above; // it is no folder of a disk, such as one below /proc
  }
  return [[path, mode], ...above];
}
