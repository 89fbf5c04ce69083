import { constants } from "node:fs";
import { posix } from "node:path";
import type { Volume } from "memfs";
import { fsError, type FsErrorCode } from "./fs-error.js";
import { MountNode, type MountLink } from "./mount-node.js";

const { S_IFDIR, S_IFREG, S_IFLNK, S_IFMT } = constants;

/** As memfs has them on every system. */
const { O_ACCMODE, O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_TRUNC } = {
  O_ACCMODE: 3,
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_CREAT: 0o100,
  O_EXCL: 0o200,
  O_TRUNC: 0o1000,
};

const MAX_SYMLINKS = 40;

/** File descriptors of mounts begin here: the real ones never come so far. */
export const FIRST_FD = 0x4000_0000;

/** Bits that a new file does not get, as with the usual `umask`. */
const UMASK = 0o022;

export interface OpenFile {
  readonly fd: number;
  readonly flags: number;
  readonly node: MountNode;
  readonly link: MountLink;
  position: number;
}

interface MemfsEvent {
  /** created, deleted, modified, attributes, moved: memfs is left to create files and to write to them. */
  readonly type: 0 | 1 | 2 | 3 | 4;
  readonly link: MountLink;
}

type Found =
  | { readonly ok: true; readonly value: MountLink | null }
  | { readonly ok: false; readonly err: { readonly code: FsErrorCode; toError(): Error } };

interface MemfsCore {
  root: MountLink;
  process: { cwd(): string; platform: string; getuid(): number; getgid(): number };
  fds: Record<string, OpenFile>;
  /** To be used again. */
  releasedFds: number[];
  reset(): void;
  walk(
    path: string | readonly string[] | MountLink,
    follows?: boolean,
    mustExist?: boolean,
    checksAccess?: boolean,
    syscall?: string,
  ): Found;
  createNode(mode: number): MountNode;
  deleteNode(node: MountNode): void;
  newInoNumber(): number;
  newFdNumber(): number;
  emit(event: MemfsEvent): void;
  getFileByFd(fd: number): OpenFile | undefined;
  open(path: string, flags: number, mode?: number, follows?: boolean): number;
  read(fd: number, buffer: NodeJS.ArrayBufferView, offset: number, length: number, position: number | null): number;
  readv(fd: number, buffers: readonly NodeJS.ArrayBufferView[], position: number | null): number;
  write(fd: number, buffer: Uint8Array, offset?: number, length?: number, position?: number | null): number;
  ftruncate(fd: number, length?: number): void;
  link(path: string, name: string): void;
  symlink(target: string, path: string): void;
  unlink(path: string): void;
  rename(path: string, name: string): void;
  mkdir(path: string, mode: number): void;
  mkdirp(path: string, mode: number): string | undefined;
  rmdir(path: string): void;
  futimes(fd: number, atime: number, mtime: number): void;
  utimes(path: string, atime: number, mtime: number, follows?: boolean): void;
}

/** What became of a name in the tree. */
export type TreeChange =
  | {
      readonly type: "created" | "removed" | "modified" | "attributes";
      readonly path: string;
      readonly node: MountNode;
    }
  | {
      readonly type: "moved";
      readonly path: string;
      readonly from: string;
      readonly replaces: boolean;
      readonly node: MountNode;
    };

/** What a tree needs around it. */
export interface TreeHost {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The mount that a path is in. */
  mountOf(path: string): string | undefined;
  isReadOnly(path: string): boolean;
  isMountPoint(path: string): boolean;
  changed(change: TreeChange): void;
}

/**
 * The mounts of one container: a volume of memfs in which each is at its real path. memfs keeps names, open files and
 * the reading of arguments; walking, and whatever changes names, is done here as Linux does it, with every change told
 * to the host.
 */
export class MountTree {
  readonly volume: Volume;
  readonly #core: MemfsCore;
  readonly #host: TreeHost;
  /** Inodes and file descriptors are numbered for each container. */
  #inodes = 1;
  #fds = FIRST_FD;

  constructor(VolumeOfMemfs: typeof Volume, host: TreeHost) {
    this.#host = host;
    this.volume = new VolumeOfMemfs();
    const core = (this.#core = this.volume._core as unknown as MemfsCore);
    core.process = { cwd: () => process.cwd(), platform: "linux", getuid: () => 0, getgid: () => 0 };
    core.createNode = (mode) =>
      new MountNode(host, this.#inodes++, mode & S_IFMT ? mode & ~UMASK : S_IFREG | (mode & ~UMASK));
    core.deleteNode = () => undefined;
    core.newFdNumber = () => core.releasedFds.pop() ?? this.#fds++;
    core.walk = (path, follows = false, mustExist = false, _checksAccess = false, syscall = "") =>
      this.#walk(path, follows, mustExist, syscall);
    core.emit = ({ type, link }) => {
      if (type === 0) this.#changed("created", link);
      else if (type === 2) this.#changed("modified", link);
    };
    const open = core.open;
    core.open = (path, flags, mode, follows) => {
      if ((flags & O_ACCMODE) === O_RDONLY && !(flags & (O_CREAT | O_TRUNC))) return open(path, flags, mode, follows);
      const emptied = this.#checkOpen(path, flags);
      const fd = open(path, flags, mode, follows);
      if (emptied) this.#changed("modified", emptied);
      return fd;
    };
    this.#checkAccessModes(core);
    Object.assign(core, {
      link: (path: string, name: string) => this.#link(path, name),
      symlink: (target: string, path: string) => this.#symlink(target, path),
      unlink: (path: string) => this.#unlink(path),
      rename: (path: string, name: string) => this.#rename(path, name),
      mkdir: (path: string, mode: number) => this.#mkdir(path, mode),
      mkdirp: (path: string, mode: number) => this.#mkdirp(path, mode),
      rmdir: (path: string) => this.#rmdir(path),
      futimes: (fd: number, atime: number, mtime: number) =>
        this.#setTimes(this.file(fd, "futime").link, atime, mtime, "futime"),
      utimes: (path: string, atime: number, mtime: number, follows = true) =>
        this.#setTimes(
          this.find(path, follows ? "utime" : "lutime", follows),
          atime,
          mtime,
          follows ? "utime" : "lutime",
          path,
        ),
      chmod: (path: string, mode: number) =>
        this.#setAttributes(this.find(path, "chmod"), "chmod", path, (node) => node.chmod(mode)),
      fchmod: (fd: number, mode: number) =>
        this.#setAttributes(this.file(fd, "fchmod").link, "fchmod", undefined, (node) => node.chmod(mode)),
      chown: (path: string, uid: number, gid: number) =>
        this.#setAttributes(this.find(path, "chown"), "chown", path, (node) => node.chown(uid, gid)),
      lchown: (path: string, uid: number, gid: number) =>
        this.#setAttributes(this.find(path, "lchown", false), "lchown", path, (node) => node.chown(uid, gid)),
      fchown: (fd: number, uid: number, gid: number) =>
        this.#setAttributes(this.file(fd, "fchown").link, "fchown", undefined, (node) => node.chown(uid, gid)),
    });
    core.reset();
    core.root.getNode().isSealed = true;
  }

  /** The link at a path. @throws ENOENT, ENOTDIR, ELOOP */
  find(path: string, syscall: string, follows = true): MountLink {
    const found = this.#walk(path, follows, true, syscall);
    if (!found.ok) throw found.err.toError();
    if (!found.value) throw fsError("ENOENT", syscall, path);
    return found.value;
  }

  /** The link at a path, no links being followed; `undefined` if there is none. */
  peek(path: string): MountLink | undefined {
    let link: MountLink | undefined = this.#core.root;
    for (const step of stepsOf(path)) link = link?.children.get(step);
    return link;
  }

  file(fd: number, syscall: string): OpenFile {
    const file = this.#core.getFileByFd(fd);
    if (!file) throw fsError("EBADF", syscall);
    return file;
  }

  /** @param position `null`: where the file is */
  read(fd: number, buffer: NodeJS.ArrayBufferView, offset: number, length: number, position: number | null): number {
    return this.#core.read(fd, buffer, offset, length, position);
  }

  write(fd: number, bytes: Uint8Array, offset: number, length: number, position: number | null): number {
    return this.#core.write(fd, bytes, offset, length, position);
  }

  get openFiles(): readonly OpenFile[] {
    return Object.values(this.#core.fds);
  }

  /** Makes the directory of a mount, and those on the way to it. */
  addMountPoint(path: string): void {
    let link = this.#core.root;
    for (const step of stepsOf(path)) {
      const child =
        link.children.get(step) ?? link.createChild(step, new MountNode(this.#host, this.#inodes++, S_IFDIR | 0o755));
      child.getNode().isSealed = this.#host.mountOf(child.getPath()) === undefined;
      link = child;
    }
  }

  /** Puts a node at a path whose directory exists, instead of what is there; nobody is told. */
  place(path: string, mode: number): MountNode {
    const parent = this.peek(posix.dirname(path));
    if (!parent) throw fsError("ENOENT", "place", path);
    const name = posix.basename(path);
    const existing = parent.children.get(name);
    if (existing && (existing.getNode().mode & S_IFMT) === (mode & S_IFMT) && !existing.getNode().links) {
      existing.getNode().mode = mode;
      return existing.getNode();
    }
    if (existing) this.drop(path);
    return parent.createChild(name, new MountNode(this.#host, this.#inodes++, mode)).getNode();
  }

  /** Takes away what is at a path; nobody is told. */
  drop(path: string): void {
    const link = this.peek(path);
    if (link) this.#detach(link);
  }

  #changed(type: "created" | "removed" | "modified" | "attributes", link: MountLink): void {
    const node = link.getNode();
    const isOfContent = type === "modified" || type === "attributes";
    for (const each of (isOfContent && node.links) || [link]) this.#host.changed({ type, path: each.getPath(), node });
  }

  #walk(target: string | readonly string[] | MountLink, follows: boolean, mustExist: boolean, syscall: string): Found {
    const isPath = typeof target === "string";
    let steps: readonly string[] = isPath ? stepsOf(target) : isLink(target) ? target.steps.slice(1) : target;
    const fail = (code: FsErrorCode): Found => ({
      ok: false,
      err: { code, toError: () => fsError(code, syscall, isPath ? target : `/${steps.join("/")}`) },
    });
    const mustBeDirectory = isPath && target.length > 1 && target.endsWith("/");
    let link = this.#core.root;
    let followed = 0;
    for (let index = 0; index < steps.length; index++) {
      if (!link.getNode().isDirectory()) return fail("ENOTDIR");
      const child = link.children.get(steps[index] ?? "");
      if (!child) return mustExist ? fail("ENOENT") : { ok: true, value: null };
      const node = child.getNode();
      if (node.symlink !== undefined && (follows || mustBeDirectory || index < steps.length - 1)) {
        if (++followed > MAX_SYMLINKS) return fail("ELOOP");
        const path = posix.resolve(link.getPath() || "/", node.symlink);
        steps = [...stepsOf(path), ...steps.slice(index + 1)];
        link = this.#core.root;
        index = -1;
      } else link = child;
    }
    if (mustBeDirectory && !link.getNode().isDirectory()) return fail("ENOTDIR");
    return { ok: true, value: link };
  }

  /** The directory that a new name is to be in, links being followed. */
  #parent(
    path: string,
    syscall: string,
    first = path,
    second?: string,
  ): { parent: MountLink; name: string; existing: MountLink | undefined } {
    const absolute = posix.resolve(process.cwd(), path);
    const found = this.#walk(posix.dirname(absolute), true, true, syscall);
    if (!found.ok) throw fsError(found.err.code, syscall, first, second);
    const parent = found.value;
    if (!parent) throw fsError("ENOENT", syscall, first, second);
    if (!parent.getNode().isDirectory()) throw fsError("ENOTDIR", syscall, first, second);
    const name = posix.basename(absolute);
    return { parent, name, existing: parent.children.get(name) };
  }

  /** @throws EROFS, EACCES if nothing can be changed in that directory, EBUSY if what is changed is a mount itself */
  #checkWritable(parent: MountLink, name: string, syscall: string, first: string, second?: string): void {
    const path = `${parent.getPath()}/${name}`;
    if (this.#host.isMountPoint(path)) throw fsError("EBUSY", syscall, first, second);
    if (parent.getNode().isSealed) throw fsError("EACCES", syscall, first, second);
    if (this.#host.isReadOnly(path)) throw fsError("EROFS", syscall, first, second);
  }

  /** @returns the file that is emptied although it is empty: memfs says nothing of it, but it is changed by that */
  #checkOpen(path: string, flags: number): MountLink | undefined {
    const found = this.#walk(path, (flags & (O_CREAT | O_EXCL)) !== (O_CREAT | O_EXCL), false, "open");
    if (!found.ok) return undefined; // opening it says what is wrong
    if (found.value) {
      const node = found.value.getNode();
      const isWriting = (flags & O_ACCMODE) !== O_RDONLY || (flags & O_TRUNC) !== 0;
      if (isWriting && node.isDirectory()) throw fsError("EISDIR", "open", path);
      if (isWriting && !(flags & O_EXCL) && this.#host.isReadOnly(found.value.getPath()))
        throw fsError("EROFS", "open", path);
      return flags & O_TRUNC && node.size === 0 ? found.value : undefined;
    }
    if (!(flags & O_CREAT)) return undefined;
    const { parent, name, existing } = this.#parent(path, "open");
    if (!existing) this.#checkWritable(parent, name, "open", path);
    return undefined;
  }

  /** memfs lets every open file be read and written. */
  #checkAccessModes(core: MemfsCore): void {
    const { read, readv, ftruncate } = core;
    const readable = (fd: number): void => {
      const { flags, node } = this.file(fd, "read");
      if ((flags & O_ACCMODE) === O_WRONLY) throw fsError("EBADF", "read");
      if (node.isDirectory()) throw fsError("EISDIR", "read");
    };
    const writable = (fd: number, syscall: string, code: FsErrorCode): void => {
      if ((this.file(fd, syscall).flags & O_ACCMODE) === O_RDONLY) throw fsError(code, syscall);
    };
    const write = core.write.bind(core);
    core.read = (fd, ...rest) => {
      readable(fd);
      return read(fd, ...rest);
    };
    core.readv = (fd, ...rest) => {
      readable(fd);
      return readv(fd, ...rest);
    };
    core.write = (fd, ...rest) => {
      writable(fd, "write", "EBADF");
      return write(fd, ...rest);
    };
    core.ftruncate = (fd, length) => {
      writable(fd, "ftruncate", "EINVAL");
      ftruncate(fd, length);
    };
  }

  /** @throws EXDEV if two paths are not in one mount */
  #checkOneMount(one: string, other: string, syscall: string, path: string, name: string): void {
    const mounts = [one, other].map((each) => this.#host.mountOf(posix.resolve(process.cwd(), each)));
    if (mounts[0] !== mounts[1]) throw fsError("EXDEV", syscall, path, name);
  }

  #link(path: string, name: string): void {
    this.#checkOneMount(path, name, "link", path, name);
    const { link: existing, failure } = this.#tryFind(path, false);
    if (!existing) throw fsError(failure, "link", path, name);
    const node = existing.getNode();
    if (node.isDirectory()) throw fsError("EPERM", "link", path, name);
    const at = this.#parent(name, "link", path, name);
    if (at.existing) throw fsError("EEXIST", "link", path, name);
    this.#checkOneMount(existing.getPath(), `${at.parent.getPath()}/${at.name}`, "link", path, name);
    this.#checkWritable(at.parent, at.name, "link", path, name);
    const created = at.parent.createChild(at.name, node);
    node.nlink++;
    node.links ??= new Set([existing]);
    node.links.add(created);
    this.#changed("created", created);
  }

  #symlink(target: string, path: string): void {
    const at = this.#parent(path, "symlink", target, path);
    if (target === "") throw fsError("ENOENT", "symlink", target, path);
    if (at.existing) throw fsError("EEXIST", "symlink", target, path);
    this.#checkWritable(at.parent, at.name, "symlink", target, path);
    const node = new MountNode(this.#host, this.#inodes++, S_IFLNK | 0o777);
    node.symlink = target;
    this.#changed("created", at.parent.createChild(at.name, node));
  }

  #unlink(path: string): void {
    const { parent, name } = this.#parent(path, "unlink");
    const link = this.find(path, "unlink", false);
    this.#checkWritable(parent, name, "unlink", path);
    if (link.getNode().isDirectory()) throw fsError("EISDIR", "unlink", path);
    this.#detach(link);
    this.#changed("removed", link);
  }

  #rmdir(path: string): void {
    const { parent, name } = this.#parent(path, "rmdir");
    const link = this.find(path, "rmdir", false);
    this.#checkWritable(parent, name, "rmdir", path);
    if (!link.getNode().isDirectory()) throw fsError("ENOTDIR", "rmdir", path);
    if (!isEmpty(link)) throw fsError("ENOTEMPTY", "rmdir", path);
    this.#detach(link);
    this.#changed("removed", link);
  }

  #rename(path: string, name: string): void {
    this.#checkOneMount(path, name, "rename", path, name);
    const { link, failure } = this.#tryFind(path, false);
    if (!link?.parent) throw fsError(link ? "EBUSY" : failure, "rename", path, name);
    const to = this.#parent(name, "rename", path, name);
    this.#checkWritable(link.parent, link.name, "rename", path, name);
    this.#checkWritable(to.parent, to.name, "rename", path, name);
    this.#checkOneMount(link.getPath(), `${to.parent.getPath()}/${to.name}`, "rename", path, name);
    if (to.existing?.getNode() === link.getNode()) return;
    const isDirectory = link.getNode().isDirectory();
    if (isDirectory && isWithin(to.parent, link)) throw fsError("EINVAL", "rename", path, name);
    if (to.existing) {
      const replaced = to.existing.getNode();
      if (isDirectory && !replaced.isDirectory()) throw fsError("ENOTDIR", "rename", path, name);
      if (!isDirectory && replaced.isDirectory()) throw fsError("EISDIR", "rename", path, name);
      if (!isEmpty(to.existing)) throw fsError("ENOTEMPTY", "rename", path, name);
      this.#detach(to.existing);
    }
    const from = link.getPath();
    link.parent.deleteChild(link);
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

  #mkdir(path: string, mode: number): MountLink {
    const { parent, name, existing } = this.#parent(path, "mkdir");
    if (existing || name === "") throw fsError("EEXIST", "mkdir", path);
    this.#checkWritable(parent, name, "mkdir", path);
    const created = parent.createChild(
      name,
      new MountNode(this.#host, this.#inodes++, S_IFDIR | (mode & 0o7777 & ~UMASK)),
    );
    this.#changed("created", created);
    return created;
  }

  /** @returns the first directory that was made */
  #mkdirp(path: string, mode: number): string | undefined {
    const absolute = posix.resolve(process.cwd(), path);
    const { link, failure } = this.#tryFind(absolute, true);
    if (link?.getNode().isDirectory()) return undefined;
    if (link) throw fsError("EEXIST", "mkdir", path);
    if (failure !== "ENOENT") throw fsError(failure, "mkdir", path);
    const above = posix.dirname(absolute);
    const isThere = above === absolute || this.#tryFind(above, true).link !== undefined;
    const first = isThere ? undefined : this.#mkdirp(above, mode);
    this.#mkdir(absolute, mode);
    return first ?? absolute;
  }

  #setTimes(link: MountLink, atime: number, mtime: number, syscall: string, path?: string): void {
    this.#setAttributes(link, syscall, path, (node) => node.setTimes(atime * 1000, mtime * 1000));
  }

  #setAttributes(link: MountLink, syscall: string, path: string | undefined, set: (node: MountNode) => void): void {
    const at = link.getPath();
    if (this.#host.isReadOnly(at)) throw fsError("EROFS", syscall, path);
    if (this.#host.mountOf(at) === undefined) throw fsError("EACCES", syscall, path);
    const node = link.getNode();
    set(node);
    this.#changed("attributes", link);
  }

  #tryFind(path: string, follows: boolean): { readonly link: MountLink | undefined; readonly failure: FsErrorCode } {
    const found = this.#walk(path, follows, true, "");
    return found.ok
      ? { link: found.value ?? undefined, failure: "ENOENT" }
      : { link: undefined, failure: found.err.code };
  }

  #detach(link: MountLink): void {
    const node = link.getNode();
    node.nlink--;
    node.links?.delete(link);
    node.ctimeMs = this.#host.now;
    link.parent?.deleteChild(link);
  }
}

function isWithin(link: MountLink, directory: MountLink): boolean {
  return link === directory || (link.parent !== undefined && isWithin(link.parent, directory));
}

function isLink(target: readonly string[] | MountLink): target is MountLink {
  return "children" in target;
}

function stepsOf(path: string): string[] {
  const absolute = posix.resolve(process.cwd(), path);
  return absolute === "/" ? [] : absolute.slice(1).split("/");
}

function isEmpty({ children }: MountLink): boolean {
  for (const name of children.keys()) if (name !== "." && name !== "..") return false;
  return true;
}
