import { posix } from "node:path";
import { withoutSession } from "../../../api/session/session.js";
import { DiskExchange } from "../exchange/disk-exchange.js";
import { realFs as fs } from "../exchange/real-fs.js";
import type { ContainerMounts } from "../mounts/container-mounts.js";
import type { DiskUser } from "../mounts/disk-user.js";
import { ScratchFolder } from "./scratch-folder.js";

/** What uses a file for some time. */
export interface FileUser {
  readonly isOpen: boolean;
}

/** What a name of a socket may have. */
const SOCKET_BYTES = 107;

interface Use {
  readonly path: string;
  readonly by: WeakRef<FileUser>;
}

/**
 * Files of a container's disk, each also in a folder of this machine, for databases and sockets: what either side
 * changes, the other one finds.
 */
export class LentFiles implements DiskUser {
  readonly #mounts: ContainerMounts;
  readonly #lent = new Set<string>();
  #space: ScratchFolder | undefined;
  #exchange: DiskExchange | undefined;
  #uses: readonly Use[] = [];
  /** Those that are open, with their descriptors. */
  readonly #folders = new Map<string, number>();

  constructor(mounts: ContainerMounts) {
    this.#mounts = mounts;
    mounts.users.add(this);
  }

  get isBusy(): boolean {
    return this.#exchange !== undefined;
  }

  get openPaths(): string[] {
    return this.#inUse().map(({ path }) => path);
  }

  /**
   * Where on the container's own disk a path leads, links being followed.
   * @returns `undefined` if what is there is the machine's own
   */
  resolve(given: string): string | undefined {
    const path = posix.resolve(this.#mounts.paths.directory ?? process.cwd(), given);
    if (!this.#mounts.paths.has(path, "write")) return undefined;
    const { tree } = this.#mounts;
    const found = tree.walk(path, true);
    if (typeof found !== "string") return found.getPath();
    const above = tree.walk(posix.dirname(path), true);
    if (typeof above === "string") return path;
    const target = tree.child(above, posix.basename(path))?.getNode().symlink;
    if (target === undefined || found !== "ENOENT") return posix.join(above.getPath() || "/", posix.basename(path));
    return this.resolve(posix.resolve(above.getPath() || "/", target)); // it leads to nothing yet
  }

  /** Whether the container may write what is at a path, absolute and without links. */
  isWritable(path: string): boolean {
    return !this.#mounts.isReadOnly(path);
  }

  look(path?: string): void {
    const exchange = this.#exchange;
    if (exchange) withoutSession(() => exchange.take(path));
  }

  /** Whether there is something. @param path as {@link resolve} gives it */
  has(path: string): boolean {
    return typeof this.#mounts.tree.walk(path, false) !== "string";
  }

  /**
   * Puts files where others find them, as far as they are there.
   * @param paths as {@link resolve} gives them, in one folder
   * @returns where the first one is, or is going to be
   */
  lend(paths: readonly [string, ...string[]]): string {
    const [first] = paths;
    for (const path of paths) this.#mounts.users.look(path);
    return withoutSession(() => {
      this.#space ??= new ScratchFolder();
      this.#exchange ??= new DiskExchange(this.#mounts, this.#space);
      const above = this.#mounts.tree.walk(posix.dirname(first), true);
      if (typeof above !== "string" && above.getNode().isDirectory())
        for (const path of paths)
          if (!this.#lent.has(path)) {
            this.#exchange.lend(path);
            this.#lent.add(path);
          }
      return this.#space.real(first);
    });
  }

  /** Where {@link lend} puts a socket, by a name that is short enough for one, as far as this machine has such. */
  lendSocket(path: string): string {
    const real = this.lend([path]);
    if (Buffer.byteLength(real) <= SOCKET_BYTES || process.platform !== "linux") return real;
    return withoutSession(() => {
      const folder = posix.dirname(real);
      const fd = this.#folders.get(folder) ?? openedFolder(folder);
      if (fd === undefined) return real;
      this.#folders.set(folder, fd);
      return `/proc/self/fd/${fd}/${posix.basename(real)}`;
    });
  }

  /** The path of the container, of one that {@link lend} gave. */
  pathOf(real: string): string | undefined {
    return this.#space?.pathOf(real);
  }

  /** A file is open as long as somebody says so. */
  opened(path: string, by: FileUser): void {
    this.#uses = [...this.#inUse(), { path, by: new WeakRef(by) }];
  }

  changed(path: string): void {
    const exchange = this.#exchange;
    if (!exchange || !this.#concerns(path)) return;
    exchange.note(path);
    withoutSession(() => exchange.give());
  }

  close(): void {
    withoutSession(() => this.#folders.forEach((fd) => fs.closeSync(fd)));
    this.#folders.clear();
    this.#exchange = undefined;
    this.#space?.close();
    this.#space = undefined;
  }

  /** Whether it is lent, in a folder that is, or was on the way to something that is. */
  #concerns(path: string): boolean {
    if (this.#lent.has(path)) return true;
    const isGone = !this.has(path);
    return [...this.#lent].some((lent) => path.startsWith(`${lent}/`) || (isGone && lent.startsWith(`${path}/`)));
  }

  #inUse(): readonly Use[] {
    return this.#uses.filter(({ by }) => by.deref()?.isOpen === true);
  }
}

/** @returns its descriptor, `undefined` if there is none */
function openedFolder(path: string): number | undefined {
  try {
    return fs.openSync(path, "r");
  } catch {
    return undefined;
  }
}
