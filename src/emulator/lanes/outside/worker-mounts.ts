import { constants } from "node:fs";
import { posix } from "node:path";
import type { Volume } from "memfs";
import { UnimplementedError } from "../../../contract/errors.js";
import { ContainerMounts } from "../mounts/container-mounts.js";
import { HOST_FILES } from "../mounts/host-files.js";
import type { MountLink } from "../mounts/tree/memfs-core.js";
import type { LowerFiles } from "../mounts/tree/lower-files.js";
import { absolutePath, type Use } from "../mounts/tree/mount-paths.js";
import { linkAt, type DiskEntry } from "./disk-entries.js";
import type { WorkerNews, WorkerStart } from "./worker-start.js";

const { S_IFDIR, S_IFLNK, S_IFREG } = constants;

/** What a `Worker` can do instead. */
export const ADVICE: string =
  "This is in a Worker, which only reads the disk of its container: send what is to be written in a message, and let the container's own thread write it";

/** Runs code that is to find the machine's own files. */
type Alone = <T>(body: () => T) => T;

/** The disk of a container as its `Worker` finds it: to be read, as it was with the last message. */
export class WorkerMounts extends ContainerMounts {
  readonly #stale: Set<string>;
  readonly #happened: Int32Array;
  readonly #lower: LowerFiles;
  readonly #time: { now: number };
  #number: number;

  /** @param alone that is not guarded */
  constructor(start: WorkerStart, VolumeOfMemfs: typeof Volume, alone: Alone) {
    const time = { now: start.now, chance: { random: () => 0 } };
    const lower = unguarded(alone);
    const specs = start.mounts.map(({ path, files }) => ({
      ...{ path, files, objectId: "", name: null, environment: "" },
      ...{ readOnly: true, isImmediate: false },
    }));
    super(specs, time, VolumeOfMemfs, start.own && lower);
    this.#time = time;
    this.#lower = lower;
    this.#stale = new Set(start.stale);
    this.#happened = start.happened;
    this.#number = start.number;
    this.paths.directory = start.directory;
    this.paths.asked = (path, use) => this.#refuseStale(path, use);
    for (const entry of start.own ?? []) this.#put(entry);
  }

  /** How a `Worker` begins that this one starts. */
  get known(): Pick<WorkerStart, "stale" | "happened" | "number"> {
    return { stale: [...this.#stale], happened: this.#happened, number: this.#number };
  }

  /** Somebody has done something to the disk. */
  hear(news: WorkerNews): void {
    this.#number = news.number;
    this.#time.now = news.now;
    this.paths.forgetLast();
    switch (news.type) {
      case "directory":
        this.paths.directory = news.directory;
        return;
      case "stale":
        this.#stale.add(news.path);
        return;
      case "entries":
        this.#stale.clear();
        for (const entry of news.entries) this.#put(entry);
    }
  }

  /** Every change asks whether it may be. */
  override isReadOnly(path: string): never {
    throw new UnimplementedError(`${path} cannot be changed here. ${ADVICE}.`);
  }

  #put({ path, file, isThrough }: DiskEntry): void {
    const parent = file ? this.#folderAt(posix.dirname(path)) : linkAt(this, posix.dirname(path));
    if (!parent) return; // it has gone with its folder
    const name = posix.basename(path);
    if (isThrough) parent.getNode().gone.delete(name); // it shows what is below again
    const existing = this.tree.child(parent, name);
    const wasThere = existing?.getNode();
    const stays = existing && isThrough && wasThere?.isDirectory();
    if (existing && !stays) this.tree.detach(existing);
    if (file) {
      const kind = file.kind === "file" ? S_IFREG : file.kind === "directory" ? S_IFDIR : S_IFLNK;
      const mode = kind | (file.kind === "symlink" ? 0o777 : file.mode);
      const node = stays ? existing.getNode() : this.tree.create({ parent, name }, mode).getNode();
      node.mode = mode;
      if (file.kind === "file") node.load(file.content);
      if (file.kind === "symlink") node.symlink = file.target;
      node.setTimes(file.mtimeMs, file.mtimeMs);
    }
    const node = linkAt(this, path)?.getNode() ?? wasThere;
    if (node) this.watchers.notify({ type: !file ? "removed" : wasThere ? "modified" : "created", path, node });
  }

  /** Folders on the way to files of an image come without being named. */
  #folderAt(path: string): MountLink | undefined {
    const found = linkAt(this, path);
    if (found || path === "/") return found;
    const parent = this.#folderAt(posix.dirname(path));
    return parent && this.tree.create({ parent, name: posix.basename(path) }, S_IFDIR | 0o755);
  }

  /** @throws UnimplementedError for what is not known as it is now */
  #refuseStale(given: unknown, use: Use): void {
    const isBehind = Atomics.load(this.#happened, 0) !== this.#number;
    if (!isBehind && this.#stale.size === 0) return;
    const path = absolutePath(given);
    if (path === undefined || (!isBehind && !this.#isStale(path, use) && !this.#isStale(this.#real(path), use))) return;
    throw new UnimplementedError(
      `${path} was changed by the container after the last message that it has sent. A Worker finds the disk as it was then: send it a message when it is to look.`,
    );
  }

  #isStale(path: string, use: Use): boolean {
    const below = path === "/" ? path : `${path}/`;
    return this.#stale
      .values()
      .some(
        (each) =>
          path === each ||
          path.startsWith(`${each}/`) ||
          (use !== "pass" && posix.dirname(each) === path) ||
          (use === "look below" && each.startsWith(below)),
      );
  }

  #real(path: string): string {
    try {
      return posix.join(this.#lower.realFolder(posix.dirname(path)), posix.basename(path));
    } catch {
      return path; // it is not there
    }
  }
}

/** The machine's files as they are, asked for on behalf of what is guarded. */
function unguarded(alone: Alone): LowerFiles {
  return {
    own: [],
    hasOwn: true, // what was changed is known already
    isOwn: () => false,
    look: (path) => alone(() => HOST_FILES.look(path)),
    isLink: (path) => alone(() => HOST_FILES.isLink(path)),
    realFolder: (path) => alone(() => HOST_FILES.realFolder(path)),
    names: (path) => alone(() => HOST_FILES.names(path)),
    read: (path) => alone(() => HOST_FILES.read(path)),
    open: (path) => {
      const content = alone(() => HOST_FILES.open(path));
      return {
        size: content.size,
        read: (target, position) => alone(() => content.read(target, position)),
        close: () => alone(() => content.close()),
      };
    },
  };
}
