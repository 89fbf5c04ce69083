import { posix } from "node:path";
import type { MountNode } from "../mounts/tree/mount-node.js";
import { writeParts, writeWhole } from "./write-parts.js";
import { namesIn, type MountLink } from "../mounts/tree/memfs-core.js";
import { realFs as fs } from "./real-fs.js";
import { asOwner } from "./as-owner.js";
import { shownIn } from "./whole-folder.js";
import { isSystem } from "./disk-space.js";
import { lstat, trimmed, type SharedDisk } from "./shared-disk.js";

/** What is said of folders of other users, who may not be known in a namespace. */
const OF_OTHERS: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EOVERFLOW"]);

/** What is said if a program changes the same names at that moment: they are given with the next change. */
const OF_RACES: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "EEXIST", "EISDIR", "ENOTEMPTY", "ELOOP"]);

/** Writes what a container has on its disk where its programs find it. */
export class DiskGiving {
  /** Paths of what could not be written, as it is in folders of other users. */
  readonly failed: Set<string> = new Set();
  readonly #disk: SharedDisk;

  constructor(disk: SharedDisk) {
    this.#disk = disk;
  }

  /** Writes all that the machine has not. */
  giveAll(): void {
    const { tree, paths, specs, lower } = this.#disk.mounts;
    for (const path of lower?.own ?? []) if (!tree.differs(path, true) || lower?.isLink(path)) this.give(path);
    this.#giveDiffering(tree.root);
    for (const { path } of specs) {
      this.makeWay(`${path}/file`);
      const link = this.#disk.linkAt(path);
      for (const name of link ? namesIn(link) : [])
        if (!paths.isMountPoint(`${path}/${name}`)) this.give(`${path}/${name}`);
    }
  }

  #giveDiffering(folder: MountLink): void {
    const at = folder.getPath();
    for (const name of folder.getNode().gone) this.give(`${trimmed(at)}/${name}`);
    for (const name of namesIn(folder)) {
      const path = `${trimmed(at)}/${name}`;
      const link = folder.children.get(name);
      if (!link || this.#disk.mounts.paths.mountOf(path) !== undefined) continue;
      if (link.getNode().lower !== path) {
        if (!this.#isOnTheWay(link, path)) this.give(path);
        else this.#giveDiffering(link);
      } else if (link.getNode().isDirectory()) this.#giveDiffering(link);
    }
  }

  /** A folder that is only there because a mount is below. */
  #isOnTheWay(link: MountLink, path: string): boolean {
    return link.getNode().isDirectory() && this.#disk.mounts.specs.some((spec) => spec.path.startsWith(`${path}/`));
  }

  /** Writes what is at a path, or that nothing is. */
  give(path: string): void {
    if (this.#disk.mounts.paths.isMountPoint(path) || isSystem(this.#disk.rootOf(path), path)) return;
    this.failed.delete(path);
    try {
      asOwner(this.#disk.space.real(path), () => this.#give(path));
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      if (!OF_OTHERS.has(code) && !OF_RACES.has(code)) throw error;
      this.failed.add(path);
    }
  }

  #give(path: string): void {
    const link = this.#disk.linkAt(path);
    const real = this.#disk.space.real(path);
    if (!link) {
      if (this.#isReached(path)) fs.rmSync(real, { recursive: true, force: true });
      return this.#disk.forget(path);
    }
    if (!this.makeWay(path)) return void this.failed.add(path);
    const node = link.getNode();
    const before = lstat(real);
    const isKept = node.isDirectory() ? before?.isDirectory() : node.isFile() && before?.isFile();
    if (before && !isKept) fs.rmSync(real, { recursive: true, force: true });
    if (node.isDirectory()) this.#giveFolder(link, path, real);
    else if (node.symlink !== undefined) {
      const text = this.#disk.space.linkTo(path, node.symlink);
      if (text === undefined) return;
      fs.symlinkSync(text, real);
    } else if (node.isFile()) this.#giveContent(node, path, real);
    else return;
    if (node.symlink === undefined) fs.chmodSync(real, node.permissions);
    fs.lutimesSync(real, node.atimeMs / 1000, node.mtimeMs / 1000);
    if (!this.#disk.remember(path, node)) this.failed.add(path);
  }

  /** Of a file that both sides have had, only what was written since. */
  #giveContent(node: MountNode, path: string, real: string): void {
    const parts = this.#disk.missing(path, node);
    if (parts) writeParts(real, node, parts);
    else writeWhole(real, node.bytes);
  }

  /** Writes all that is in a folder, also as the machine has it. @returns false if that is too much */
  complete(path: string): boolean {
    const folder = this.#disk.linkAt(path);
    const shown = folder && shownIn(this.#disk.mounts.tree, folder);
    if (!shown || !this.makeWay(`${path}/file`)) return false;
    for (const each of shown) if (!lstat(this.#disk.space.real(each))) this.give(each);
    return true;
  }

  #giveFolder(link: MountLink, path: string, real: string): void {
    fs.mkdirSync(real, { recursive: true });
    const names = this.#disk.mounts.tree.names(link);
    const kept = new Set(names);
    for (const name of fs.readdirSync(real))
      if (!kept.has(name)) fs.rmSync(`${real}/${name}`, { recursive: true, force: true });
    this.#disk.remember(path);
    const isThrough = link.getNode().lower === path;
    for (const name of isThrough ? namesIn(link) : names) {
      const child = this.#disk.mounts.tree.child(link, name);
      if (child && !(isThrough && child.getNode().lower === `${path}/${name}`)) this.give(`${path}/${name}`);
    }
  }

  /** Makes the folders of a path that are not there. @returns whether all of them are folders */
  makeWay(path: string): boolean {
    const above = posix.dirname(path);
    if (above === "/") return true;
    const stat = lstat(this.#disk.space.real(above));
    if (stat) return stat.isDirectory() && this.#isReached(above);
    if (!this.makeWay(above)) return false;
    fs.mkdirSync(this.#disk.space.real(above));
    this.#disk.remember(above);
    return true;
  }

  /** Whether no link leads away from a path: it could lead to the machine's own files. */
  #isReached(path: string): boolean {
    const above = posix.dirname(path);
    return above === "/" || (lstat(this.#disk.space.real(above))?.isDirectory() === true && this.#isReached(above));
  }
}
