import { constants } from "node:fs";
import { posix } from "node:path";
import { DIRECTORY_BYTES } from "./disk-room.js";
import { fsError, type FsErrorCode } from "./fs-error.js";
import type { MountLink } from "./memfs-core.js";
import { UMASK } from "./mount-node.js";
import { isDots, type MountTree, type Place } from "./mount-tree.js";
import type { TreeHost } from "./tree-host.js";

const { S_IFDIR, S_IFLNK } = constants;

/** Making, moving and removing names as Linux does it, with every change told to the host. */
export class NameChanges {
  readonly #tree: MountTree;
  readonly #host: TreeHost;

  constructor(tree: MountTree, host: TreeHost) {
    this.#tree = tree;
    this.#host = host;
  }

  link(path: string, name: string): void {
    this.#checkOneMount(path, name, "link", path, name);
    const existing = this.#tree.walk(path, false);
    if (typeof existing === "string") throw fsError(existing, "link", path, name);
    const node = existing.getNode();
    const at = this.#tree.placeOf(name, "link", path, name);
    if (at.existing) throw fsError("EEXIST", "link", path, name);
    if (node.isDirectory()) throw fsError("EPERM", "link", path, name);
    this.#checkOneMount(existing.getPath(), `${at.parent.getPath()}/${at.name}`, "link", path, name);
    this.#tree.checkWritable(at, "link", path, name);
    const created = at.parent.createChild(at.name, node);
    node.nlink++;
    node.links ??= new Set([existing]);
    node.links.add(created);
    this.#tree.changed("created", created);
  }

  symlink(target: string, path: string): void {
    const at = this.#tree.placeOf(path, "symlink", target, path);
    if (target === "") throw fsError("ENOENT", "symlink", target, path);
    if (at.existing) throw fsError("EEXIST", "symlink", target, path);
    this.#tree.checkWritable(at, "symlink", target, path);
    const takesRoom = this.#takingRoom(at, Buffer.byteLength(target), "symlink", target, path);
    const created = this.#tree.create(at, S_IFLNK | 0o777);
    takesRoom(created);
    created.getNode().symlink = target;
    this.#tree.changed("created", created);
  }

  unlink(path: string): void {
    const at = this.#tree.placeOf(path, "unlink");
    if (isDots(at.name)) throw fsError("EISDIR", "unlink", path);
    const link = this.#named(path, "unlink");
    this.#tree.checkWritable(at, "unlink", path);
    if (link.getNode().isDirectory()) throw fsError("EISDIR", "unlink", path);
    this.#tree.detach(link);
    this.#tree.changed("removed", link);
  }

  rmdir(path: string): void {
    const at = this.#tree.placeOf(path, "rmdir");
    if (isDots(at.name)) throw fsError(at.name === "." ? "EINVAL" : "ENOTEMPTY", "rmdir", path);
    const link = this.#named(path, "rmdir");
    this.#tree.checkWritable(at, "rmdir", path);
    if (!link.getNode().isDirectory()) throw fsError("ENOTDIR", "rmdir", path);
    if (this.#tree.names(link).length > 0) throw fsError("ENOTEMPTY", "rmdir", path);
    this.#tree.detach(link);
    this.#tree.changed("removed", link);
  }

  rename(path: string, name: string): void {
    const fail = (code: FsErrorCode): Error => fsError(code, "rename", path, name);
    this.#checkOneMount(path, name, "rename", path, name);
    const at = this.#tree.placeOf(path, "rename", path, name);
    const to = this.#tree.placeOf(name, "rename", path, name);
    if (isDots(at.name) || isDots(to.name)) throw fail("EBUSY");
    const link = this.#named(path, "rename", name);
    if (!link.parent) throw fail("EBUSY");
    this.#tree.checkWritable({ parent: link.parent, name: link.name }, "rename", path, name);
    this.#tree.checkWritable(to, "rename", path, name);
    this.#checkOneMount(link.getPath(), `${to.parent.getPath()}/${to.name}`, "rename", path, name);
    if (to.existing?.getNode() === link.getNode()) return;
    const isDirectory = link.getNode().isDirectory();
    if (!isDirectory && name.endsWith("/")) throw fail("ENOTDIR");
    if (isDirectory && isWithin(to.parent, link)) throw fail("EINVAL");
    if (to.existing && isWithin(link.parent, to.existing)) throw fail("ENOTEMPTY");
    if (to.existing) {
      const replaced = to.existing.getNode();
      if (isDirectory && !replaced.isDirectory()) throw fail("ENOTDIR");
      if (!isDirectory && replaced.isDirectory()) throw fail("EISDIR");
      if (this.#tree.names(to.existing).length > 0) throw fail("ENOTEMPTY");
      this.#tree.detach(to.existing);
    }
    const from = link.getPath();
    this.#tree.takeOut(link);
    link.name = to.name;
    link.steps = [...to.parent.steps, to.name];
    to.parent.setChild(to.name, link);
    this.#host.changed({
      type: "moved",
      path: link.getPath(),
      from,
      replaces: to.existing !== undefined,
      node: link.getNode(),
    });
  }

  mkdir(path: string, mode: number): void {
    const at = this.#tree.placeOf(path, "mkdir");
    if (at.existing || at.name === "") throw fsError("EEXIST", "mkdir", path);
    this.#tree.checkWritable(at, "mkdir", path);
    const takesRoom = this.#takingRoom(at, DIRECTORY_BYTES, "mkdir", path);
    const created = this.#tree.create(at, S_IFDIR | (mode & 0o7777 & ~UMASK));
    takesRoom(created);
    this.#tree.changed("created", created);
  }

  /** @throws ENOSPC @returns what is to be done with what is made there then */
  #takingRoom(
    { parent, name }: Place,
    bytes: number,
    syscall: string,
    first: string,
    second?: string,
  ): (made: MountLink) => void {
    const room = this.#tree.roomAt(`${parent.getPath()}/${name}`);
    if (room && room.left < bytes) throw fsError("ENOSPC", syscall, first, second);
    return (made) => made.getNode().occupy(room, bytes);
  }

  /** @returns the first directory that was made */
  mkdirp(path: string, mode: number): string | undefined {
    const whole = path.startsWith("/") ? path : `${process.cwd()}/${path}`;
    // what comes before `..` may be a link
    const absolute = whole.includes("/..") ? whole.replace(/(?<=.)\/+$/, "") : posix.resolve(whole);
    const found = this.#tree.walk(absolute, true);
    if (typeof found !== "string") {
      if (found.getNode().isDirectory()) return undefined;
      throw fsError("EEXIST", "mkdir", path);
    }
    if (found !== "ENOENT") throw fsError(found, "mkdir", path);
    const above = posix.dirname(absolute);
    const isThere = above === absolute || typeof this.#tree.walk(above, true) !== "string";
    // a link to nowhere
    if ([absolute, ...(isThere ? [] : [above])].some((each) => typeof this.#tree.walk(each, false) !== "string"))
      throw fsError("ENOENT", "mkdir", path);
    const first = isThere ? undefined : this.mkdirp(above, mode);
    if (first !== undefined && typeof this.#tree.walk(absolute, true) !== "string") return first; // such as `new/..`
    this.mkdir(absolute, mode);
    return first ?? absolute;
  }

  /** What has a name, which is a directory itself if a slash follows: not what a link leads to. */
  #named(path: string, syscall: string, second?: string): MountLink {
    const found = this.#tree.walk(path.replace(/(?<=.)\/+$/, ""), false);
    if (typeof found === "string") throw fsError(found, syscall, path, second);
    if (path.endsWith("/") && !found.getNode().isDirectory()) throw fsError("ENOTDIR", syscall, path, second);
    return found;
  }

  /** @throws EXDEV if two paths are not in one mount */
  #checkOneMount(one: string, other: string, syscall: string, path: string, name: string): void {
    const mounts = [one, other].map((each) => this.#host.mountOf(posix.resolve(each)));
    if (mounts[0] !== mounts[1]) throw fsError("EXDEV", syscall, path, name);
  }
}

function isWithin(link: MountLink, directory: MountLink): boolean {
  return link === directory || (link.parent !== undefined && isWithin(link.parent, directory));
}
