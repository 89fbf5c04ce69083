import type { Volume } from "memfs";
import { InternalError } from "../../../../contract/errors.js";
import { fsError, type FsErrorCode } from "./fs-error.js";
import type { MountNode } from "./mount-node.js";

/** Everything that is used of memfs beyond its public interface: only this file knows of it, and a test covers it. */
type Superblock = Volume["_core"];
type Link = Superblock["root"];

/** What memfs asks of an inode. */
export type NodeOfMemfs = Pick<
  ReturnType<Link["getNode"]>,
  | "ino"
  | "mode"
  | "nlink"
  | "mtime"
  | "isDirectory"
  | "isSymlink"
  | "canRead"
  | "canWrite"
  | "canExecute"
  | "getSize"
  | "read"
  | "write"
  | "truncate"
>;

/** A name in a directory. */
export interface MountLink extends Pick<Link, "name" | "steps" | "getPath"> {
  /** With `.` and `..` in directories: see {@link namesIn}. */
  readonly children: ReadonlyMap<string, MountLink | undefined>;
  readonly parent: MountLink | undefined;
  getNode(): MountNode;
  createChild(name: string, node: MountNode): MountLink;
  setChild(name: string, link: MountLink): MountLink;
  deleteChild(link: MountLink): void;
}

/** A file that is open, also if its last name is gone. */
export interface OpenFile extends Readonly<Pick<Superblock["fds"][number], "fd" | "flags" | "position" | "seekTo">> {
  readonly node: MountNode;
  readonly link: MountLink;
}

/** What memfs leaves to the tree: finding names, and every change of them and of what is known of files. */
export interface LeftToTree extends Pick<
  Superblock,
  "open" | "mkdir" | "mkdirp" | "chmod" | "fchmod" | "chown" | "lchown" | "fchown" | "utimes" | "futimes"
> {
  /** @param follows a link at the end of the path, too */
  readonly find: (path: string, follows: boolean) => MountLink | FsErrorCode;
}

/** Declared here, because memfs declares some of it private, and with nodes of its own. */
interface Core extends Omit<LeftToTree, "find">, Pick<Superblock, "close" | "read" | "ftruncate"> {
  readonly root: MountLink;
  readonly fds: Readonly<Record<number, OpenFile>>;
  readonly releasedFds: number[];
  reset(): void;
  getFileByFd(fd: number): OpenFile | undefined;
  write(fd: number, bytes: Uint8Array, offset: number, length: number, position: number | null): number;
}

/** File descriptors of mounts begin here: the real ones never come so far. */
export const FIRST_FD = 0x4000_0000;

/** memfs, for one container: it keeps names and open files, opens, reads and writes, and reads arguments. */
export class MemfsCore {
  /** Reads arguments as Node does; what they are for is done by the tree. */
  readonly volume: Volume;
  readonly #core: Core;
  readonly #open: Core["open"];
  #fds = FIRST_FD;

  /** @param createNode makes an inode for a new name; the first is the root's */
  constructor(VolumeOfMemfs: typeof Volume, createNode: (mode: number) => MountNode) {
    this.volume = VolumeOfMemfs.fromJSON({}, "/", {
      process: {
        cwd: () => process.cwd(),
        platform: "linux",
        emitWarning: () => {},
        env: {},
        getuid: () => 0,
        getgid: () => 0,
      },
    });
    this.#core = this.volume._core as unknown as Core;
    this.#open = this.#core.open;
    this.#replace({ createNode, newFdNumber: () => this.#core.releasedFds.pop() ?? this.#fds++ });
    this.#core.reset();
  }

  get root(): MountLink {
    return this.#core.root;
  }

  get openFiles(): readonly OpenFile[] {
    return Object.values(this.#core.fds);
  }

  /** From now on, memfs leaves this to the tree. */
  leaveToTree({ find, ...others }: LeftToTree): void {
    const walk = (
      path: string,
      follows: boolean,
      _mustExist: boolean,
      _checksAccess: boolean,
      syscall = "",
    ): unknown => {
      const found = find(path, follows);
      return typeof found === "string"
        ? { ok: false, err: { code: found, toError: () => fsError(found, syscall, path) } }
        : { ok: true, value: found };
    };
    this.#replace({ walk, ...others });
  }

  openFile(fd: number): OpenFile | undefined {
    return this.#core.getFileByFd(fd);
  }

  /** As memfs does it. @returns the file descriptor */
  open(...args: Parameters<Core["open"]>): number {
    return this.#open(...args);
  }

  close(fd: number): void {
    this.#core.close(fd);
  }

  /** @param position `null`: where the file is */
  read(fd: number, buffer: NodeJS.ArrayBufferView, offset: number, length: number, position: number | null): number {
    return this.#core.read(fd, buffer, offset, length, position);
  }

  write(fd: number, bytes: Uint8Array, offset: number, length: number, position: number | null): number {
    const file = this.#core.getFileByFd(fd);
    const before = file?.position ?? 0;
    const written = this.#core.write(fd, bytes, offset, length, position);
    if (position !== null) file?.seekTo(before); // memfs moves on where it appends
    return written;
  }

  ftruncate(fd: number, length: number): void {
    this.#core.ftruncate(fd, length);
  }

  /** @throws InternalError if this memfs does not have it: it would go on without the tree */
  #replace(members: object): void {
    for (const name in members) if (!(name in this.#core)) throw new InternalError(`This memfs has no ${name}.`);
    Object.assign(this.#core, members);
  }
}

/** The names in a directory, as they came. */
export function namesIn({ children }: MountLink): string[] {
  return [...children.keys()].filter((name) => name !== "." && name !== "..");
}
