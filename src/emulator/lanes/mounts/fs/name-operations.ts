import { posix } from "node:path";
import type { Dir, Dirent } from "node:fs";
import { encoded, toOptions, toPath } from "./arguments.js";
import type { MountView } from "./mount-view.js";
import { fsError } from "../tree/fs-error.js";
import { mountedDirectory } from "./mounted-directory.js";
import { nodeDirent } from "./node-stats.js";
import type { Operations } from "./operation.js";
import { systemError } from "../tree/system-error.js";

interface ReaddirOptions {
  readonly withFileTypes: boolean;
  readonly recursive: boolean;
}

interface RmOptions {
  readonly force: boolean;
  readonly recursive: boolean;
}

const TEMPORARY = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Making, finding, moving and removing names in mounts; each as the synchronous function of `fs` of that name. */
export function nameOperations({ volume, random, paths }: MountView): Operations {
  const { tree, names, memfs } = volume;

  /** @throws EBUSY for what has a mount below it: it is the host's, and cannot go without the mount */
  const checkBelow = (syscall: string, path: string, to?: string): void => {
    if (paths.isAbove(path) || (to !== undefined && paths.isAbove(to))) throw fsError("EBUSY", syscall, path, to);
  };
  const entries = (path: string, syscall: string): Dirent[] => {
    const link = tree.find(path, syscall);
    if (!link.getNode().isDirectory()) throw fsError("ENOTDIR", syscall, path);
    return tree
      .names(link)
      .toSorted()
      .flatMap((name) => {
        const node = tree.child(link, name)?.getNode();
        return node ? [nodeDirent(name, node, path)] : [];
      });
  };
  const isDirectory = (path: string): boolean => {
    const found = tree.walk(path, true);
    return typeof found !== "string" && found.getNode().isDirectory();
  };
  /** Level by level, as Node lists them. @param follows links to directories, too */
  const allEntries = (path: string, isRecursive: boolean, syscall: string, follows = false): Dirent[] => {
    const found = entries(path, syscall);
    if (isRecursive)
      for (const entry of found) {
        const whole = posix.join(entry.parentPath, entry.name);
        if (entry.isDirectory() || (follows && entry.isSymbolicLink() && isDirectory(whole)))
          found.push(...entries(whole, syscall));
      }
    return found;
  };
  const remove = (path: string): void => {
    if (!tree.find(path, "lstat", false).getNode().isDirectory()) return names.unlink(path);
    const inside = path.replace(/\/+$/, ""); // joining would take dots away, and what comes before may be a link
    for (const { name } of entries(path, "scandir")) remove(`${inside}/${name}`);
    names.rmdir(path);
  };
  const rmSync = (given: unknown, options?: unknown): void => {
    const path = toPath(given);
    checkBelow("rm", path);
    const { force, recursive } = toOptions<RmOptions>(options);
    try {
      const node = tree.find(path, "lstat", false).getNode();
      if (node.isDirectory() && !recursive)
        throw systemError("ERR_FS_EISDIR", "Path is a directory", "rm", "EISDIR", "is a directory", path);
    } catch (error) {
      if (force && /^(?:ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? "")) return;
      throw error;
    }
    remove(path);
  };
  const mkdtemp = (given: unknown): string => {
    const prefix = toPath(given, "prefix");
    for (;;) {
      const path = `${prefix}${Array.from({ length: 6 }, () => TEMPORARY[Math.floor(random() * TEMPORARY.length)]).join("")}`;
      try {
        names.mkdir(path, 0o700);
        return path;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== "EEXIST") throw fsError(code as "ENOENT", "mkdtemp", `${prefix}XXXXXX`);
      }
    }
  };

  return {
    rmSync,
    mkdirSync: (path: unknown, options?: Parameters<typeof memfs.mkdirSync>[1]): string | undefined =>
      memfs.mkdirSync(toPath(path), options ?? undefined),
    mkdtempSync: (prefix: unknown, options?: unknown): string | Buffer =>
      encoded(mkdtemp(prefix), toOptions(options).encoding),
    mkdtempDisposableSync: (prefix: unknown): { path: string; remove(): void; [Symbol.dispose](): void } => {
      const path = mkdtemp(prefix);
      const removeIt = (): void => rmSync(path, { recursive: true, force: true });
      return { path, remove: removeIt, [Symbol.dispose]: removeIt };
    },
    rmdirSync: (path: unknown, options?: { readonly recursive?: boolean }): void => {
      checkBelow("rmdir", toPath(path));
      if (options?.recursive) rmSync(path, { recursive: true });
      else names.rmdir(toPath(path));
    },
    unlinkSync: (path: unknown): void => names.unlink(toPath(path)),
    renameSync: (path: unknown, name: unknown): void => {
      checkBelow("rename", toPath(path, "oldPath"), toPath(name, "newPath"));
      names.rename(toPath(path, "oldPath"), toPath(name, "newPath"));
    },
    linkSync: (path: unknown, name: unknown): void => names.link(toPath(path, "existingPath"), toPath(name, "newPath")),
    symlinkSync: (target: unknown, path: unknown): void => {
      // a real link into a mount would lead to the host's disk
      if (!paths.has(path, "change")) throw fsError("EXDEV", "symlink", toPath(target, "target"), toPath(path));
      names.symlink(toPath(target, "target"), toPath(path));
    },
    readdirSync: (given: unknown, options?: unknown): (string | Buffer | Dirent)[] => {
      const path = toPath(given);
      const { withFileTypes, recursive, encoding } = toOptions<ReaddirOptions>(options);
      const found = allEntries(path, recursive === true, "scandir", !withFileTypes);
      if (withFileTypes)
        return encoding === "buffer"
          ? found.map((entry) => Object.assign(entry, { name: Buffer.from(entry.name) }))
          : found;
      return found.map((entry) => encoded(posix.relative(path, posix.join(entry.parentPath, entry.name)), encoding));
    },
    opendirSync: (path: unknown, options?: unknown): Dir =>
      mountedDirectory(
        toPath(path),
        allEntries(toPath(path), toOptions<ReaddirOptions>(options).recursive === true, "opendir"),
      ),
  };
}
