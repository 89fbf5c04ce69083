import { posix } from "node:path";
import { fsError, type FsErrorCode } from "./fs-error.js";
import type { MemfsCore, OpenFile } from "./memfs-core.js";
import { isDots, type MountTree, type Place } from "./mount-tree.js";
import type { TreeHost } from "./tree-host.js";

/** As memfs has them on every system. */
const { O_ACCMODE, O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_TRUNC } = {
  O_ACCMODE: 3,
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_CREAT: 0o100,
  O_EXCL: 0o200,
  O_TRUNC: 0o1000,
};

/** Open files, with what memfs leaves out: it lets each be read and written, and knows no mounts. */
export class OpenFiles {
  readonly #core: MemfsCore;
  readonly #tree: MountTree;
  readonly #host: TreeHost;

  constructor(core: MemfsCore, tree: MountTree, host: TreeHost) {
    this.#core = core;
    this.#tree = tree;
    this.#host = host;
  }

  get all(): readonly OpenFile[] {
    return this.#core.openFiles;
  }

  file(fd: number, syscall: string): OpenFile {
    const file = this.#core.openFile(fd);
    if (!file) throw fsError("EBADF", syscall);
    return file;
  }

  /** Where an open file is. */
  pathOf(fd: number): string | undefined {
    return this.#core.openFile(fd)?.link.getPath();
  }

  open(path: string, flags: number, mode: number, follows?: boolean): number {
    const change = this.#checkOpen(path, flags);
    const fd = this.#core.open(path, flags, mode, follows);
    const { link, node } = this.file(fd, "open");
    if ((flags & O_ACCMODE) !== O_RDONLY) node.occupy(this.#tree.roomAt(link.getPath()));
    if (!node.isDirectory()) node.opened(1);
    if (change) this.#tree.changed(change, link);
    return fd;
  }

  close(fd: number): void {
    const node = this.#core.openFile(fd)?.node;
    this.#core.close(fd);
    if (!node?.isDirectory()) node?.opened(-1);
  }

  /** @param position `null`: where the file is */
  read(fd: number, buffer: NodeJS.ArrayBufferView, offset: number, length: number, position: number | null): number {
    const { flags, node } = this.file(fd, "read");
    if ((flags & O_ACCMODE) === O_WRONLY) throw fsError("EBADF", "read");
    if (node.isDirectory()) throw fsError("EISDIR", "read");
    return this.#core.read(fd, buffer, offset, length, position);
  }

  write(fd: number, bytes: Uint8Array, offset: number, length: number, position: number | null): number {
    const { link } = this.#writable(fd, "write", "EBADF");
    if (length === 0) return 0;
    const written = this.#core.write(fd, bytes, offset, length, position);
    if (written > 0) this.#tree.changed("modified", link);
    return written;
  }

  ftruncate(fd: number, length: number): void {
    const { link } = this.#writable(fd, "ftruncate", "EINVAL");
    this.#core.ftruncate(fd, length);
    this.#tree.changed("modified", link);
  }

  #writable(fd: number, syscall: string, code: FsErrorCode): OpenFile {
    const file = this.file(fd, syscall);
    if ((file.flags & O_ACCMODE) === O_RDONLY) throw fsError(code, syscall);
    return file;
  }

  /** @returns what opening is going to do to the file; what else may be wrong, opening says itself */
  #checkOpen(path: string, flags: number): "created" | "modified" | undefined {
    const isWriting = (flags & O_ACCMODE) !== O_RDONLY || (flags & O_TRUNC) !== 0;
    if (!isWriting && !(flags & O_CREAT)) return undefined;
    const mayCreate = (flags & O_CREAT) !== 0;
    if (mayCreate && path.endsWith("/") && !isDots(this.#tree.placeOf(path, "open").name))
      throw fsError("EISDIR", "open", path);
    const isExclusive = mayCreate && (flags & O_EXCL) !== 0;
    const found = this.#tree.walk(path, !isExclusive);
    if (typeof found !== "string") {
      if (isExclusive) throw fsError("EEXIST", "open", path);
      if ((isWriting || mayCreate) && found.getNode().isDirectory()) throw fsError("EISDIR", "open", path);
      if (isWriting && this.#host.isReadOnly(found.getPath())) throw fsError("EROFS", "open", path);
      return flags & O_TRUNC ? "modified" : undefined;
    }
    if (found !== "ENOENT" || !mayCreate) return undefined;
    this.#tree.checkWritable(this.#placeOfNew(path), "open", path);
    return "created";
  }

  /** Where a file is to be that is not there: links lead to it which lead nowhere yet. */
  #placeOfNew(path: string): Place {
    let place = this.#tree.placeOf(path, "open");
    for (let symlink = place.existing?.getNode().symlink; symlink !== undefined;) {
      place = this.#tree.placeOf(posix.resolve(place.parent.getPath() || "/", symlink), "open", path);
      symlink = place.existing?.getNode().symlink;
    }
    return place;
  }
}
