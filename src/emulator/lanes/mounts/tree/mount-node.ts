import { constants } from "node:fs";

const { S_IFMT, S_IFDIR, S_IFREG, S_IFLNK } = constants;

/** The least that a file which grows makes room for. */
const LEAST_CAPACITY = 64;

const EMPTY: Buffer = Buffer.alloc(0);

/** What an inode needs of its tree. */
export interface NodeTree {
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * An inode of a mount. Takes the place of memfs's own: its times are virtual, its content is shared with whoever stored
 * it until it is written to, and its container is root, as on Modal.
 */
export class MountNode {
  readonly ino: number;
  mode: number;
  uid = 0;
  gid = 0;
  readonly rdev = 0;
  nlink = 1;
  symlink: string | undefined;
  size = 0;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  readonly birthtimeMs: number;
  /** A directory outside of all mounts, on the way to one: nothing can be made in it. */
  isSealed = false;
  /** All names of it, once there have been several. */
  links: Set<MountLink> | undefined;
  readonly #tree: NodeTree;
  /** Its length is the capacity. */
  #bytes = EMPTY;
  /** What {@link #bytes} shows, as long as it is all of the content and must not change. */
  #stored: SharedArrayBuffer | undefined;

  constructor(tree: NodeTree, ino: number, mode: number) {
    this.#tree = tree;
    this.ino = ino;
    this.mode = mode;
    this.atimeMs = this.mtimeMs = this.ctimeMs = this.birthtimeMs = tree.now;
  }

  isFile(): boolean {
    return (this.mode & S_IFMT) === S_IFREG;
  }

  isDirectory(): boolean {
    return (this.mode & S_IFMT) === S_IFDIR;
  }

  isSymlink(): boolean {
    return (this.mode & S_IFMT) === S_IFLNK;
  }

  /** Permission bits. */
  get permissions(): number {
    return this.mode & ~S_IFMT;
  }

  canRead(): boolean {
    return true;
  }

  canWrite(): boolean {
    return !this.isSealed;
  }

  /** Root may enter every directory, and run what anybody may run. */
  canExecute(): boolean {
    return this.isDirectory() || (this.mode & 0o111) !== 0;
  }

  get mtime(): Date {
    return new Date(this.mtimeMs);
  }

  /** memfs sets it to what it takes for now. */
  set mtime(_now: Date) {
    this.touch();
  }

  get atime(): Date {
    return new Date(this.atimeMs);
  }

  /** Reading does not count: only `utimes` sets it. See {@link setTimes}. */
  set atime(_time: Date) {}

  setTimes(atimeMs: number, mtimeMs: number): void {
    this.atimeMs = atimeMs;
    this.mtimeMs = mtimeMs;
    this.ctimeMs = this.#tree.now;
  }

  chmod(mode: number): void {
    this.mode = (this.mode & S_IFMT) | (mode & 0o7777);
    this.ctimeMs = this.#tree.now;
  }

  chown(uid: number, gid: number): void {
    if (uid !== -1) this.uid = uid;
    if (gid !== -1) this.gid = gid;
    this.ctimeMs = this.#tree.now;
  }

  getSize(): number {
    return this.isSymlink() ? Buffer.byteLength(this.symlink ?? "") : this.size;
  }

  /** A copy of the content. */
  getBuffer(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.size));
  }

  getString(encoding: BufferEncoding = "utf8"): string {
    return this.#bytes.toString(encoding, 0, this.size);
  }

  read(target: Uint8Array | DataView, offset: number, length: number, position: number): number {
    const end = Math.min(this.size, position + Math.min(length, target.byteLength - offset));
    if (position >= end) return 0;
    return this.#bytes.copy(new Uint8Array(target.buffer, target.byteOffset, target.byteLength), offset, position, end);
  }

  write(source: Uint8Array, offset = 0, length: number = source.length, position = 0): number {
    const bytes = Math.min(length, source.length - offset);
    if (bytes <= 0) return 0;
    const end = position + bytes;
    this.#own(Math.max(end, this.size));
    if (position > this.size) this.#bytes.fill(0, this.size, position);
    this.#bytes.set(source.subarray(offset, offset + bytes), position);
    this.size = Math.max(this.size, end);
    this.touch();
    return bytes;
  }

  truncate(length = 0): void {
    const size = Math.max(0, length);
    if (size === 0) this.#show(EMPTY, undefined);
    else if (size !== this.size) {
      this.#own(size);
      if (size > this.size) this.#bytes.fill(0, this.size, size);
    }
    this.size = size;
    this.touch();
  }

  /** The content has changed. */
  touch(): void {
    this.mtimeMs = this.ctimeMs = this.#tree.now;
  }

  del(): void {}

  /** The content for good: it is shared from now on, and copied when it is written to. */
  store(): SharedArrayBuffer {
    if (this.#stored) return this.#stored;
    const stored = new SharedArrayBuffer(this.size);
    const bytes = Buffer.from(stored);
    bytes.set(this.#bytes.subarray(0, this.size));
    this.#show(bytes, stored);
    return stored;
  }

  /** Shows content that somebody stored. */
  load(stored: SharedArrayBuffer): void {
    this.#show(Buffer.from(stored), stored);
    this.size = stored.byteLength;
  }

  #show(bytes: Buffer, stored: SharedArrayBuffer | undefined): void {
    this.#bytes = bytes;
    this.#stored = stored;
  }

  /** Makes the bytes the node's own, with room for so many. */
  #own(size: number): void {
    const capacity = this.#bytes.length;
    if (!this.#stored && size <= capacity) return;
    const isGrowing = size > capacity;
    const bytes = Buffer.allocUnsafe(isGrowing && capacity > 0 ? Math.max(size, capacity * 2, LEAST_CAPACITY) : size);
    bytes.set(this.#bytes.subarray(0, Math.min(this.size, size)));
    this.#show(bytes, undefined);
  }
}

/**
 * What is used of memfs beyond its public interface: this file alone knows of it, and a test says when another memfs
 * has something else.
 */

/** A name in a directory. */
export interface MountLink {
  readonly children: Map<string, MountLink | undefined>;
  readonly parent: MountLink | undefined;
  name: string;
  steps: readonly string[];
  getNode(): MountNode;
  getPath(): string;
  createChild(name: string, node: MountNode): MountLink;
  setChild(name: string, link: MountLink): MountLink;
  deleteChild(link: MountLink): void;
}
