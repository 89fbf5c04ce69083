import { posix } from "node:path";
import type { SandboxFileAnswer, SandboxFileInfo, SandboxFileOperation } from "../../../contract/sandbox-files.js";
import type { SystemFs } from "../processes/process.js";
import { fileError } from "./task-error.js";

type Operation<O extends SandboxFileOperation["op"]> = Extract<SandboxFileOperation, { readonly op: O }>;

/**
 * What is asked of the disk of a sandbox. Modal: docs/modal/sandboxes.md#sandbox-files.
 * @throws errors of `node:fs`, with their codes
 */
export function fileOperation(fs: SystemFs, operation: SandboxFileOperation): SandboxFileAnswer {
  switch (operation.op) {
    case "read":
      return { data: read(fs, operation) };
    case "write":
      write(fs, operation);
      return {};
    case "list":
      return { files: list(fs, operation.path) };
    case "mkdir":
      makeDirectory(fs, operation);
      return {};
    case "remove":
      remove(fs, operation);
      return {};
    case "stat":
      return { files: [infoOf(fs, operation.path)] };
  }
}

function read(fs: SystemFs, { path, offset = 0, length, limit }: Operation<"read">): Uint8Array<ArrayBuffer> {
  const found = fs.stat(path);
  if (found?.type === "directory") throw fileError("EISDIR", `illegal operation on a directory, read '${path}'`);
  if (limit !== undefined && (found?.size ?? 0) > limit)
    throw fileError("EFBIG", `file too large: '${path}' has ${found?.size} bytes, at most ${limit} can be read`);
  const all = fs.readFile(path);
  return new Uint8Array(all.subarray(offset, length === undefined ? undefined : offset + length));
}

function write(fs: SystemFs, { path, data, at, isNew, mustExist }: Operation<"write">): void {
  const found = fs.stat(path);
  if (found?.type === "directory") throw fileError("EISDIR", `illegal operation on a directory, open '${path}'`);
  if (found && isNew) throw fileError("EEXIST", `file already exists, open '${path}'`);
  if (!found && mustExist) throw fileError("ENOENT", `no such file or directory, open '${path}'`);
  const folder = posix.dirname(path);
  if ((fs.stat(folder)?.type ?? "directory") !== "directory")
    throw fileError("ENOTDIR", `not a directory, open '${path}'`);
  fs.mkdir(folder, { recursive: true });
  if (at === undefined) return fs.writeFile(path, data);
  if (at === "end") return fs.writeFile(path, data, { append: true });
  const before = found ? fs.readFile(path) : new Uint8Array();
  const after = new Uint8Array(Math.max(before.length, at + data.length));
  after.set(before);
  after.set(data, at);
  fs.writeFile(path, after);
}

function list(fs: SystemFs, path: string): SandboxFileInfo[] {
  return fs.readdir(path).map((name) => infoOf(fs, posix.join(path, name)));
}

function makeDirectory(fs: SystemFs, { path, createParents }: Operation<"mkdir">): void {
  fs.mkdir(path, { recursive: createParents });
}

function remove(fs: SystemFs, { path, recursive }: Operation<"remove">): void {
  const found = fs.lstat(path);
  if (!found) throw missing(fs, path, "rm");
  if (found.type === "directory" && !recursive) fs.rmdir(path);
  else fs.rm(path, { recursive });
}

function infoOf(fs: SystemFs, path: string): SandboxFileInfo {
  const found = fs.lstat(path);
  if (!found) throw missing(fs, path, "stat");
  const { type, mode, size, mtimeMs } = found;
  return {
    name: posix.basename(path),
    path,
    type: type === "other" ? "file" : type,
    size,
    mode,
    permissions: permissionsOf(mode),
    owner: "root",
    group: "root",
    modifiedTime: mtimeMs,
    ...(type === "symlink" && { symlinkTarget: fs.readlink(path) }),
  };
}

/** Why there is nothing at a path: a file stands in its way, or it is just not there. */
function missing(fs: SystemFs, path: string, call: string): Error {
  let folder = posix.dirname(path);
  while (folder !== "/" && !fs.stat(folder)) folder = posix.dirname(folder);
  return fs.stat(folder)?.type === "directory"
    ? fileError("ENOENT", `no such file or directory, ${call} '${path}'`)
    : fileError("ENOTDIR", `not a directory, ${call} '${path}'`);
}

/** Such as `rw-r--r--`. */
function permissionsOf(mode: number): string {
  return Array.from("rwxrwxrwx", (letter, index) => ((mode >> (8 - index)) & 1 ? letter : "-")).join("");
}
