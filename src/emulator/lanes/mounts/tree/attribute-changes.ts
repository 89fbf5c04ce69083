import { fsError } from "./fs-error.js";
import type { MountLink } from "./memfs-core.js";
import type { MountNode } from "./mount-node.js";
import type { MountTree } from "./mount-tree.js";
import type { OpenFiles } from "./open-files.js";
import type { TreeHost } from "./tree-host.js";

/** Setting what is known of files as Linux does it, with every change told to the host. Times are in seconds. */
export class AttributeChanges {
  readonly #tree: MountTree;
  readonly #files: OpenFiles;
  readonly #host: TreeHost;

  constructor(tree: MountTree, files: OpenFiles, host: TreeHost) {
    this.#tree = tree;
    this.#files = files;
    this.#host = host;
  }

  chmod(path: string, mode: number): void {
    this.#set(this.#tree.find(path, "chmod"), "chmod", path, (node) => node.chmod(mode));
  }

  fchmod(fd: number, mode: number): void {
    this.#set(this.#files.file(fd, "fchmod").link, "fchmod", undefined, (node) => node.chmod(mode));
  }

  chown(path: string, uid: number, gid: number): void {
    this.#set(this.#tree.find(path, "chown"), "chown", path, (node) => node.chown(uid, gid));
  }

  lchown(path: string, uid: number, gid: number): void {
    this.#set(this.#tree.find(path, "lchown", false), "lchown", path, (node) => node.chown(uid, gid));
  }

  fchown(fd: number, uid: number, gid: number): void {
    this.#set(this.#files.file(fd, "fchown").link, "fchown", undefined, (node) => node.chown(uid, gid));
  }

  utimes(path: string, atime: number, mtime: number, follows = true): void {
    const syscall = follows ? "utime" : "lutime";
    this.#set(this.#tree.find(path, syscall, follows), syscall, path, (node) =>
      node.setTimes(atime * 1000, mtime * 1000),
    );
  }

  futimes(fd: number, atime: number, mtime: number): void {
    const { link } = this.#files.file(fd, "futime");
    this.#set(link, "futime", undefined, (node) => node.setTimes(atime * 1000, mtime * 1000));
  }

  #set(link: MountLink, syscall: string, path: string | undefined, set: (node: MountNode) => void): void {
    const at = link.getPath();
    if (this.#host.isReadOnly(at)) throw fsError("EROFS", syscall, path);
    if (link.getNode().isSealed) throw fsError("EACCES", syscall, path);
    set(link.getNode());
    this.#tree.changed("attributes", link);
  }
}
