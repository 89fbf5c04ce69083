import { constants } from "node:fs";
import { posix } from "node:path";
import { argumentError } from "../tree/fs-error.js";
import { isChanging, type Use } from "../tree/mount-paths.js";
import type { MountView } from "./mount-view.js";
import { globDirectory, globRoot } from "./globbing.js";
import { MountedHandle } from "./mounted-handle.js";
import { FIRST_FD } from "../tree/memfs-core.js";

const { W_OK, O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
/** Of Linux; Node does not name it. */
const O_CLOEXEC = 0o2000000;

/** What of a call decides whether it is for a mount: whether these arguments are. */
export type Concern = "path" | "paths" | "folder" | "folders" | "link" | "descriptor" | "stream" | "pattern";

type Concerns = (mounts: MountView, args: readonly unknown[], use: Use) => boolean;

const CONCERNS: Readonly<Record<Concern, Concerns>> = {
  /** A path, which may be a file descriptor or a handle instead. */
  path: ({ paths }, { 0: file }, use) => paths.has(file, use) || isMountedFile(file),
  /** Either of two paths. */
  paths: ({ paths }, [one, other], use) => paths.has(one) || paths.has(other, use),
  /** A path that everything below it comes along with. */
  folder: ({ paths }, [path], use) => paths.has(path, use) || paths.isAbove(path),
  /** Either of two such paths. */
  folders: ({ paths }, [one, other], use) =>
    paths.has(one) || paths.has(other, use) || paths.isAbove(one) || paths.isAbove(other),
  /** The path of a link; a real one may not lead into a mount either. */
  link: ({ paths }, [target, path], use) =>
    paths.has(path, use) ||
    (typeof path === "string" && typeof target === "string" && paths.has(posix.resolve(posix.dirname(path), target))),
  descriptor: (_mounts, [file]) => isMountedFile(file),
  /** A path, unless the options bring an open file. */
  stream: ({ paths }, [path, options], use) => {
    const file = typeof options === "object" && options !== null && "fd" in options ? options.fd : undefined;
    return file === undefined || file === null ? paths.has(path, use) : isMountedFile(file);
  },
  /** Where patterns begin. */
  pattern: ({ paths }, [patterns, options]) => {
    const cwd = globDirectory(typeof options === "object" && options !== null ? options : {});
    const inMounts = [patterns]
      .flat()
      .map((pattern) => typeof pattern === "string" && paths.has(globRoot(pattern, cwd)));
    if (!paths.layer && inMounts.includes(true) && inMounts.includes(false))
      throw argumentError(
        "ERR_INVALID_ARG_VALUE",
        "The patterns of one glob must either all begin in mounts or all outside of them; call it twice.",
      );
    return inMounts.includes(true);
  },
};

/**
 * Every function of `node:fs` that may be for a mount: what decides it. Each name stands for the form with a callback,
 * the one that ends in `Sync`, and that of `node:fs/promises`, as far as Node has them.
 */
export const ROUTES: Readonly<Record<string, Concern>> = {
  access: "path",
  appendFile: "path",
  chmod: "path",
  chown: "path",
  close: "descriptor",
  copyFile: "paths",
  cp: "folders",
  createReadStream: "stream",
  createWriteStream: "stream",
  exists: "path",
  fchmod: "descriptor",
  fchown: "descriptor",
  fdatasync: "descriptor",
  fstat: "descriptor",
  fsync: "descriptor",
  ftruncate: "descriptor",
  futimes: "descriptor",
  glob: "pattern",
  lchmod: "path",
  lchown: "path",
  link: "paths",
  lstat: "path",
  lutimes: "path",
  mkdir: "path",
  mkdtemp: "path",
  mkdtempDisposable: "path",
  open: "path",
  openAsBlob: "path",
  opendir: "path",
  read: "descriptor",
  readFile: "path",
  readdir: "path",
  readlink: "path",
  readv: "descriptor",
  realpath: "path",
  rename: "folders",
  rm: "folder",
  rmdir: "folder",
  stat: "path",
  statfs: "path",
  symlink: "link",
  truncate: "path",
  unlink: "path",
  unwatchFile: "path",
  utimes: "path",
  watch: "path",
  watchFile: "path",
  write: "descriptor",
  writeFile: "path",
  writev: "descriptor",
};

/** Those that change what is at their path, or at the second of two, other than what it holds. */
const CHANGING: ReadonlySet<string> = new Set([
  "chmod",
  "chown",
  "cp",
  "lchmod",
  "lchown",
  "link",
  "lutimes",
  "mkdir",
  "mkdtemp",
  "mkdtempDisposable",
  "rename",
  "rm",
  "rmdir",
  "symlink",
  "unlink",
  "utimes",
]);

/** Those that write what a file holds, hear of that, or ask for the room there; others do if their flags say so. */
const WRITING: ReadonlySet<string> = new Set([
  "appendFile",
  "copyFile",
  "createWriteStream",
  "statfs",
  "truncate",
  "watch",
  "watchFile",
  "unwatchFile",
  "writeFile",
]);

/** Classes of `node:fs` whose instances open files. */
export const STREAM_CLASSES: Readonly<Record<string, "createReadStream" | "createWriteStream">> = {
  ReadStream: "createReadStream",
  FileReadStream: "createReadStream",
  WriteStream: "createWriteStream",
  FileWriteStream: "createWriteStream",
};

/** Exports of `node:fs` that open no files of their own. */
export const UNROUTED: readonly string[] = ["Dir", "Dirent", "Stats", "_toUnixTimestamp", "constants", "promises"];

/** Whether a call is for a mount, or for what a container has of its own. */
export type IsFor = (mounts: MountView, args: readonly unknown[]) => boolean;

/** @param name of the function, without `Sync` */
export function router(concern: Concern, name: string): IsFor {
  const concerns = CONCERNS[concern];
  const useOf = usesOf(name);
  return (mounts, args) => {
    const { paths } = mounts;
    if (!paths.layer) return concerns(mounts, args, "look");
    const use = useOf(args);
    return (isChanging(use) || !paths.isUntouched) && concerns(mounts, args, use);
  };
}

/** What calls of a function do with what is at their path, or at the second of two. */
function usesOf(name: string): (args: readonly unknown[]) => Use {
  if (CHANGING.has(name)) return () => "change";
  if (WRITING.has(name)) return () => "write";
  if (name === "open") return ([, flags]) => (mayWrite(flags) ? "write" : "look");
  if (name === "access") return ([, mode]) => (typeof mode === "number" && (mode & W_OK) !== 0 ? "write" : "look");
  return ([, options]) => {
    if (typeof options !== "object" || options === null) return "look";
    if (Reflect.get(options, "recursive") === true) return "look below";
    return mayWrite(Reflect.get(options, "flags")) || mayWrite(Reflect.get(options, "flag")) ? "write" : "look";
  };
}

/** @param flags with which a file is opened */
function mayWrite(flags: unknown): boolean {
  if (typeof flags === "number") return (flags & ~(O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) !== O_RDONLY;
  return typeof flags === "string" && flags !== "r" && flags !== "rs" && flags !== "sr";
}

function isMountedFile(file: unknown): boolean {
  return typeof file === "number" ? file >= FIRST_FD : typeof file === "object" && file instanceof MountedHandle;
}
