import { posix } from "node:path";
import { createFsFromVolume, Volume } from "memfs";
import type { FileInfo, SystemFs } from "../../src/emulator/lanes/processes/process.js";

/**
 * A disk in memory for machines.
 * @param files content by absolute path; one that ends in a slash is a folder
 * @param now epoch milliseconds, which is when files change
 */
export function memoryDisk(files: Readonly<Record<string, string>> = {}, now: () => number = () => 0): SystemFs {
  const volume = new Volume();
  const fs = createFsFromVolume(volume);
  const touched = (path: string): void => fs.utimesSync(path, now() / 1_000, now() / 1_000);
  const info = (path: string, kind: "statSync" | "lstatSync"): FileInfo | undefined => {
    try {
      const stats = fs[kind](path);
      return {
        type: stats.isDirectory() ? "directory" : stats.isSymbolicLink() ? "symlink" : "file",
        mode: Number(stats.mode) & 0o7777,
        size: Number(stats.size),
        mtimeMs: Number(stats.mtimeMs),
        ino: Number(stats.ino),
      };
    } catch {
      return undefined;
    }
  };
  const disk: SystemFs = {
    readFile: (path) => new Uint8Array(fs.readFileSync(path) as Buffer),
    writeFile(path, data, { append = false, mode = 0o644 } = {}) {
      fs.writeFileSync(path, Buffer.from(data), { flag: append ? "a" : "w", mode });
      touched(path);
    },
    stat: (path) => info(path, "statSync"),
    lstat: (path) => info(path, "lstatSync"),
    readdir: (path) => (fs.readdirSync(path) as string[]).toSorted(),
    mkdir(path, { recursive = false, mode = 0o755 } = {}) {
      fs.mkdirSync(path, { recursive, mode });
      touched(path);
    },
    rm(path, { recursive = false, force = false } = {}) {
      if (disk.lstat(path)?.type === "directory") fs.rmSync(path, { recursive, force });
      else if (!force || disk.lstat(path)) fs.unlinkSync(path);
    },
    rmdir: (path) => fs.rmdirSync(path),
    rename: (from, to) => fs.renameSync(from, to),
    link: (existing, path) => fs.linkSync(existing, path),
    symlink: (target, path) => fs.symlinkSync(target, path),
    readlink: (path) => String(fs.readlinkSync(path)),
    realpath: (path) => String(fs.realpathSync(path)),
    chmod: (path, mode) => fs.chmodSync(path, mode),
    utimes: (path, atimeMs, mtimeMs) => fs.utimesSync(path, atimeMs / 1_000, mtimeMs / 1_000),
  };
  for (const path of ["/tmp", "/root"]) disk.mkdir(path, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    disk.mkdir(path.endsWith("/") ? path : posix.dirname(path), { recursive: true });
    if (!path.endsWith("/")) disk.writeFile(path, new TextEncoder().encode(content));
  }
  return disk;
}
