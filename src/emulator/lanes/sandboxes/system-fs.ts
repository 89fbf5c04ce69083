import type { Stats } from "node:fs";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import { perform } from "../mounts/fs/operation.js";
import type { RunningContainer } from "../routing/running-container.js";
import type { FileInfo, SystemFs } from "../processes/process.js";

/** Calls a function of `node:fs`, whose name is given without `Sync`. */
type Call = (name: string, ...args: unknown[]) => unknown;

/** The disk of a sandbox as its programs see it: what a container has in memory, never the machine's. */
export function systemFs(mounts: ContainerMounts): SystemFs {
  return fsOver((name, ...args) => perform(mounts.fs.sync[`${name}Sync`], args));
}

/** The disk of a sandbox whose programs are real: what the container finds, also of the machine. */
export function machineFs({ files }: RunningContainer): SystemFs {
  return fsOver((name, ...args) => Reflect.apply(files.fs[`${name}Sync`] as CallableFunction, files.fs, args));
}

function fsOver(call: Call): SystemFs {
  const look = (name: "stat" | "lstat", path: string): FileInfo | undefined => {
    const found = call(name, path, { throwIfNoEntry: false }) as Stats | undefined;
    return found && infoOf(found);
  };
  return {
    readFile: (path) => call("readFile", path) as Uint8Array,
    writeFile: (path, data, { append = false, mode } = {}) =>
      void call("writeFile", path, data, { flag: append ? "a" : "w", ...(mode !== undefined && { mode }) }),
    stat: (path) => look("stat", path),
    lstat: (path) => look("lstat", path),
    readdir: (path) => (call("readdir", path) as string[]).toSorted(),
    mkdir: (path, options = {}) => void call("mkdir", path, options),
    rm: (path, options = {}) => void call("rm", path, options),
    rmdir: (path) => void call("rmdir", path),
    rename: (from, to) => void call("rename", from, to),
    link: (existing, path) => void call("link", existing, path),
    symlink: (target, path) => void call("symlink", target, path),
    readlink: (path) => call("readlink", path) as string,
    realpath: (path) => call("realpath", path) as string,
    chmod: (path, mode) => void call("chmod", path, mode),
    utimes: (path, atimeMs, mtimeMs) => void call("utimes", path, atimeMs / 1000, mtimeMs / 1000),
  };
}

/** What the disk tells of a file. */
export function infoOf(stats: Stats): FileInfo {
  const type = stats.isFile()
    ? "file"
    : stats.isDirectory()
      ? "directory"
      : stats.isSymbolicLink()
        ? "symlink"
        : "other";
  return { type, mode: stats.mode & 0o7777, size: stats.size, mtimeMs: stats.mtimeMs, ino: stats.ino };
}
