import { constants } from "node:fs";
import { RoomTaken, type DiskRoom } from "./disk-room.js";
import type { Edits } from "./edits.js";
import { fsError } from "./fs-error.js";
import { FileContent, type Deferred } from "./file-content.js";
import type { LowerFile } from "./lower-files.js";
import type { MountLink, NodeOfMemfs } from "./memfs-core.js";

const { S_IFMT, S_IFDIR, S_IFREG, S_IFLNK } = constants;

/** Bits that a new file does not get, as is usual. */
export const UMASK = 0o022;

/** What an inode needs of its tree. */
export interface NodeTree {
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * An inode of a mount. Takes the place of memfs's own: its times are virtual, its content is shared with whoever stored
 * it until it is written to, and its container is root, as on Modal.
 */
export class MountNode implements NodeOfMemfs {
  ino: number;
  mode: number;
  uid = 0;
  gid = 0;
  nlink = 1;
  symlink: string | undefined;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  birthtimeMs: number;
  /** A directory outside of all mounts, on the way to one: nothing can be made in it. */
  isSealed = false;
  /**
   * Where the lower layer has it: a directory shows what is there besides its own names; anything else is still as it is
   * there.
   */
  lower: string | undefined;
  /** Names of a directory that the lower layer has and that are gone. */
  readonly gone: Set<string> = new Set();
  /** All names of it, once there have been several. */
  links: Set<MountLink> | undefined;
  /** Kept once somebody has a copy. */
  edits: Edits | undefined;
  readonly #tree: NodeTree;
  readonly #content = new FileContent();
  readonly #taken = new RoomTaken();
  /** Bytes that it has from the lower layer: these take no room. */
  #given = 0;
  #opened = 0;
  #isUnnamed = false;
  /** What the lower layer had, as long as nothing else is changed. */
  #shown: LowerFile | undefined;

  constructor(tree: NodeTree, ino: number, mode: number) {
    this.#tree = tree;
    this.ino = ino;
    this.mode = mode;
    this.atimeMs = this.mtimeMs = this.ctimeMs = this.birthtimeMs = tree.now;
  }

  /** Shows a file of the lower layer. @param content is asked for when it is needed */
  show(path: string, shown: LowerFile, content: Deferred): void {
    const { symlink, size, ...known } = shown;
    Object.assign(this, known);
    this.#shown = shown;
    this.symlink = symlink;
    this.lower = path;
    if (!this.isFile()) return;
    this.#content.defer(size, content);
    this.#given = size;
  }

  /** Whether it is only there because the lower layer has it: nothing of it was changed, and nobody holds it. */
  isShownFrom(path: string): boolean {
    return this.#shown !== undefined && this.lower === path && this.#opened === 0 && this.links === undefined;
  }

  /** Whether that is still as the lower layer has it. */
  isAs(found: LowerFile): boolean {
    const shown = this.#shown;
    return (
      shown?.ino === found.ino &&
      shown.mode === found.mode &&
      shown.size === found.size &&
      shown.mtimeMs === found.mtimeMs &&
      shown.ctimeMs === found.ctimeMs
    );
  }

  /** It is on a disk that has only so much room. @param bytes that it takes besides its content */
  occupy(room: DiskRoom | undefined, bytes = 0): void {
    this.#taken.room = room;
    if (bytes > 0) this.#taken.take(bytes);
  }

  /** Somebody has opened it, or closed it. */
  opened(by: 1 | -1): void {
    this.#opened += by;
    this.#giveBack();
  }

  /** Its last name is gone; it goes as well, with the last who has it open. */
  unnamed(): void {
    this.#isUnnamed = true;
    this.#giveBack();
  }

  #giveBack(): void {
    if (!this.#isUnnamed || this.#opened > 0) return;
    this.#taken.take(0);
    this.#content.close();
  }

  /** It is no longer as the lower layer has it, unless it is a device, a pipe or a socket: these stay what they are. */
  #change(): void {
    if (this.isFile() || this.isSymlink()) this.lower = undefined;
    this.#shown = undefined;
    this.ctimeMs = this.#tree.now;
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

  /** Reading does not count as access: only this sets it. */
  setTimes(atimeMs: number, mtimeMs: number): void {
    this.atimeMs = atimeMs;
    this.mtimeMs = mtimeMs;
    this.#change();
  }

  chmod(mode: number): void {
    this.mode = (this.mode & S_IFMT) | (mode & 0o7777);
    this.#change();
  }

  chown(uid: number, gid: number): void {
    if (uid !== -1) this.uid = uid;
    if (gid !== -1) this.gid = gid;
    this.#change();
  }

  /** Bytes that it holds. */
  get size(): number {
    return this.#content.size;
  }

  /** What `stat` says. */
  getSize(): number {
    return this.isSymlink() ? Buffer.byteLength(this.symlink ?? "") : this.size;
  }

  /** A copy of the content. */
  getBuffer(): Buffer {
    return this.#content.copy();
  }

  /** The content itself: not to be changed. */
  get bytes(): Uint8Array {
    return this.#content.bytes;
  }

  /** Somebody else has written it. @param content is asked for when it is needed */
  fill(size: number, content: Deferred): void {
    this.edits?.forget();
    this.#content.close();
    this.#content.defer(size, content);
    this.#takeRoom();
    this.touch();
  }

  getString(encoding: BufferEncoding = "utf8"): string {
    return this.#content.text(encoding);
  }

  read(target: NodeJS.ArrayBufferView, offset: number, length: number, position: number): number {
    return this.#content.read(target, offset, length, position);
  }

  write(source: Uint8Array, offset = 0, length: number = source.length, position = 0): number {
    const wanted = source.subarray(offset, offset + length);
    if (wanted.length === 0) return 0;
    if (!this.isFile()) return wanted.length; // a device, by a link of the container's own
    const missing = this.#taken.missing(position + wanted.length - this.#given);
    if (missing >= wanted.length) throw fsError("ENOSPC", "write");
    const bytes = wanted.subarray(0, wanted.length - missing);
    this.edits?.note(Math.min(position, this.size), position + bytes.length);
    this.#content.write(bytes, position);
    this.#takeRoom();
    this.touch();
    return bytes.length;
  }

  #takeRoom(): void {
    this.#given = Math.min(this.#given, this.size);
    this.#taken.take(this.size - this.#given);
  }

  truncate(length = 0): void {
    if (this.#taken.missing(length - this.#given) > 0) throw fsError("ENOSPC", "ftruncate");
    this.edits?.note(Math.min(length, this.size), this.size);
    this.#content.truncate(Math.max(0, length));
    this.#takeRoom();
    this.touch();
  }

  /** The content has changed. */
  touch(): void {
    this.#change();
    this.mtimeMs = this.ctimeMs;
  }

  /** The content for good: it is shared from now on, and copied when it is written to. */
  store(): SharedArrayBuffer {
    return this.#content.store();
  }

  /** Shows content that somebody stored. */
  load(stored: SharedArrayBuffer): void {
    this.edits?.forget();
    this.#content.load(stored);
  }
}
