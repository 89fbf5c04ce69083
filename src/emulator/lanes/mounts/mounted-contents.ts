import { constants } from "node:fs";
import type { StoredFile } from "../../../contract/stored-file.js";
import { namesIn, type MountLink } from "./tree/memfs-core.js";
import type { MountPaths } from "./tree/mount-paths.js";
import type { MountTree } from "./tree/mount-tree.js";

const { S_IFDIR, S_IFLNK, S_IFREG } = constants;

/** Puts at a path what was stored, or takes away what is there; nobody is told. */
export function putFile(tree: MountTree, path: string, file: StoredFile | null): void {
  if (!file) return tree.drop(path);
  const node = tree.place(
    path,
    file.kind === "file" ? S_IFREG | file.mode : file.kind === "directory" ? S_IFDIR | file.mode : S_IFLNK | 0o777,
  );
  if (file.kind === "file") node.load(file.content);
  if (file.kind === "symlink") node.symlink = file.target;
  node.setTimes(file.mtimeMs, file.mtimeMs);
}

/** What has a name, to be stored: its content is for good then. */
export function storedFile(link: MountLink | undefined): StoredFile | undefined {
  if (!link) return undefined;
  const node = link.getNode();
  const { mtimeMs, permissions: mode } = node;
  if (node.symlink !== undefined) return { kind: "symlink", target: node.symlink, mtimeMs };
  return node.isDirectory()
    ? { kind: "directory", mode, mtimeMs }
    : { kind: "file", content: node.store(), mode, mtimeMs };
}

/** Of all that is in a folder, but for other mounts. @param start where what is given of a path begins */
export function* pathsBelow(tree: MountTree, paths: MountPaths, path: string, start: number): Generator<string> {
  const link = tree.peek(path);
  for (const name of link ? namesIn(link) : []) {
    if (paths.isMountPoint(`${path}/${name}`)) continue;
    yield `${path}/${name}`.slice(start);
    yield* pathsBelow(tree, paths, `${path}/${name}`, start);
  }
}
