import type { BigIntStats } from "node:fs";
import { posix } from "node:path";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { MountLink } from "../mounts/tree/memfs-core.js";
import type { EditedPart } from "../mounts/tree/edits.js";
import type { MountNode } from "../mounts/tree/mount-node.js";
import { KnownFile } from "./known-files.js";
import type { DiskSpace, SpaceRoot } from "./disk-space.js";
import { realFs as fs } from "./real-fs.js";

/** The disk of a container, the folders in which its programs find it, and what both sides have of each other. */
export class SharedDisk {
  readonly mounts: ContainerMounts;
  readonly space: DiskSpace;
  readonly known: Map<SpaceRoot, KnownFile> = new Map();

  constructor(mounts: ContainerMounts, space: DiskSpace) {
    this.mounts = mounts;
    this.space = space;
    for (const root of space.roots) {
      const known = new KnownFile(lstat(root.folder) ?? fail(root.folder));
      this.known.set(root, known);
      this.#adopt(root.folder, known, root.path);
    }
  }

  /** What was there before anything ran. */
  #adopt(folder: string, known: KnownFile, path: string): void {
    for (const name of fs.readdirSync(folder)) {
      const stat = lstat(`${folder}/${name}`);
      if (!stat) continue;
      const added = new KnownFile(stat);
      known.names?.set(name, added);
      if (stat.isDirectory() && path !== "/") this.#adopt(`${folder}/${name}`, added, `${path}/${name}`);
    }
  }

  /**
   * It is alike on both sides; what a program has made of it meanwhile is to be found.
   * @param node whose content and times it has been given
   * @returns false if it is gone meanwhile
   */
  remember(path: string, node?: MountNode): boolean {
    const root = this.rootOf(path);
    let known = this.known.get(root);
    let folder = root.folder;
    const end = this.#folderOf(path);
    for (const name of path.slice(root.path.length).split("/").filter(Boolean)) {
      folder = `${folder}/${name}`;
      const stat = lstat(folder);
      if (!stat || !known?.names) return false;
      if (node && folder === end && !isAsGiven(stat, node)) {
        known.names.delete(name);
        return true;
      }
      const next: KnownFile = known.names.get(name) ?? new KnownFile(stat);
      if (stat.isDirectory()) next.names ??= new Map();
      next.note(stat, folder === end ? node : undefined);
      known.names.set(name, next);
      known = next;
    }
    return true;
  }

  /** Which parts of a file were written since it was alike on both sides; `undefined` if that is not known. */
  missing(path: string, node: MountNode): readonly EditedPart[] | undefined {
    const root = this.rootOf(path);
    let known = this.known.get(root);
    for (const name of path.slice(root.path.length).split("/").filter(Boolean)) known = known?.names?.get(name);
    const stat = lstat(this.#folderOf(path));
    return stat && known?.missing(stat, node);
  }

  /** It is gone on both sides. */
  forget(path: string): void {
    const root = this.rootOf(path);
    const steps = path.slice(root.path.length).split("/").filter(Boolean);
    let known = this.known.get(root);
    for (const name of steps.slice(0, -1)) known = known?.names?.get(name);
    const name = steps.at(-1) ?? "";
    known?.names?.delete(name);
    const gone = lstat(this.#folderOf(path)); // anything but a mark was made meanwhile, and is to be found
    if (gone && isMark(gone)) known?.names?.set(name, new KnownFile(gone));
  }

  #folderOf(path: string): string {
    const root = this.rootOf(path);
    return posix.join(root.folder, path.slice(trimmed(root.path).length));
  }

  rootOf(path: string): SpaceRoot {
    return (
      this.space.roots.find((root) => path === root.path || path.startsWith(`${trimmed(root.path)}/`)) ?? fail(path)
    );
  }

  /** What the container has at a path, no links being followed. */
  linkAt(path: string): MountLink | undefined {
    let link: MountLink | undefined = this.mounts.tree.root;
    for (const name of path.split("/").filter(Boolean)) link = link && this.mounts.tree.child(link, name);
    return link;
  }
}

/** `undefined` if there is nothing. */
export function lstat(path: string): BigIntStats | undefined {
  return fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

/** That a name is gone which shows through otherwise. */
export function isMark(stat: BigIntStats): boolean {
  return stat.isCharacterDevice() && stat.rdev === 0n;
}

/** Real milliseconds by which file systems round times down. */
const COARSEST_MS = 2000;

/** Whether nobody has replaced or written to it since it was given. */
function isAsGiven(stat: BigIntStats, node: MountNode): boolean {
  if (node.isDirectory()) return stat.isDirectory();
  if (node.isFile() ? !stat.isFile() || Number(stat.size) !== node.size : !stat.isSymbolicLink()) return false;
  const laterMs = Number(stat.mtimeNs) / 1e6 - node.mtimeMs;
  return laterMs < 1 && laterMs > -COARSEST_MS - 1;
}

/** Without the separator that only the root has. */
export function trimmed(path: string): string {
  return path === "/" ? "" : path;
}

function fail(path: string): never {
  throw new TypeError(`${path} is not there.`);
}
