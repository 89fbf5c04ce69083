import { constants } from "node:fs";
import { posix } from "node:path";
import type { Volume } from "memfs";
import type { FileChange } from "../../../contract/stored-file.js";
import type { MountSpec } from "../../kernel/mount-spec.js";
import { ChangeLog } from "./tree/change-log.js";
import { DiskRoom } from "./tree/disk-room.js";
import { fsError } from "./tree/fs-error.js";
import { absolutePath, MountPaths } from "./tree/mount-paths.js";
import type { MountTree } from "./tree/mount-tree.js";
import { MountVolume } from "./tree/mount-volume.js";
import type { TreeChange } from "./tree/tree-host.js";
import type { LowerFiles } from "./tree/lower-files.js";
import type { FsOperations, MountView } from "./fs/mount-view.js";
import { MountedFs } from "./fs/mounted-fs.js";
import { Watchers } from "./fs/watchers.js";
import { DiskUsers } from "./disk-user.js";
import type { MountsHost } from "./mounts-host.js";
import { PrivateLayer } from "./private-layer.js";
import { pathsBelow, putFile, storedFile } from "./mounted-contents.js";

const { S_IFDIR } = constants;

const NO_LOGS: ReadonlyMap<string, ChangeLog> = new Map();

/** What functions of `node:fs` work on. */
interface MadeFiles {
  readonly volume: MountVolume;
  readonly watchers: Watchers;
  readonly fs: MountedFs;
}

/**
 * The mounts of one container, and its own disk: what `node:fs` finds there, and what the container changed. Nothing is
 * made of it until something is changed, or looked at that may be other than what this machine has.
 */
export class ContainerMounts implements MountView {
  readonly specs: readonly MountSpec[];
  readonly paths: MountPaths;
  readonly random: () => number;
  readonly #host: MountsHost;
  readonly #VolumeOfMemfs: typeof Volume;
  readonly #diskBytes: number;
  /** What shows through outside of mounts, if what the container changes there is its own. */
  readonly lower: LowerFiles | undefined;
  /** Whoever else has this disk. */
  readonly users: DiskUsers = new DiskUsers();
  readonly #logs: ReadonlyMap<string, ChangeLog>;
  readonly #readOnly: readonly string[];
  readonly #layer: PrivateLayer | undefined;
  #made: MadeFiles | undefined;
  readonly #ended: (() => void)[] = [];
  /** Stands in for what functions of `node:fs` do. */
  #catcher: FsOperations | undefined;
  /** What happens now is not done by the container. */
  #isQuiet = false;

  /**
   * @param VolumeOfMemfs the class `Volume` of memfs, which only lanes with mounts load
   * @param lower what shows through outside of mounts, if what the container changes there is its own
   * @param diskBytes how much it may write there
   */
  constructor(
    specs: readonly MountSpec[],
    host: MountsHost,
    VolumeOfMemfs: typeof Volume,
    lower?: LowerFiles,
    diskBytes: number = Number.POSITIVE_INFINITY,
  ) {
    this.specs = specs;
    this.#host = host;
    this.#VolumeOfMemfs = VolumeOfMemfs;
    this.#diskBytes = diskBytes;
    this.lower = lower;
    this.paths = new MountPaths(specs.map(({ path }) => path));
    this.random = () => host.chance.random();
    this.#logs = specs.length === 0 ? NO_LOGS : new Map(specs.map(({ path }) => [path, new ChangeLog()]));
    this.#readOnly = specs.filter(({ readOnly }) => readOnly).map(({ path }) => path);
    this.#layer =
      lower &&
      new PrivateLayer(
        () => (specs.length > 0 ? this.tree : this.#made?.volume.tree),
        lower,
        (path) => this.paths.mountOf(path),
        () => host.turn,
      );
    this.paths.layer = this.#layer;
    if (this.#layer) this.#layer.isChanged = specs.length > 0 || lower?.hasOwn === true;
  }

  /** Virtual time, epoch milliseconds. */
  get now(): number {
    return this.#host.now;
  }

  get volume(): MountVolume {
    return this.#files.volume;
  }

  get tree(): MountTree {
    return this.#files.volume.tree;
  }

  get watchers(): Watchers {
    return this.#files.watchers;
  }

  /** What functions of `node:fs` do with paths and file descriptors of these mounts. */
  get fs(): FsOperations {
    return this.#catcher ?? this.#files.fs;
  }

  get #files(): MadeFiles {
    if (this.#made) return this.#made;
    const host = this.#host;
    const volume = new MountVolume(this.#VolumeOfMemfs, {
      get now() {
        return host.now;
      },
      room: this.lower && new DiskRoom(this.#diskBytes),
      lower: this.lower,
      mountOf: (path) => this.paths.mountOf(path),
      isMountPoint: (path) => this.paths.isMountPoint(path),
      isReadOnly: (path) => this.isReadOnly(path),
      changed: (change) => this.#changed(change),
    });
    const view: MountView = {
      volume,
      paths: this.paths,
      random: this.random,
      isReadOnly: (path) => this.isReadOnly(path),
      get watchers() {
        return watchers;
      },
      get fs() {
        return fs;
      },
    };
    const watchers = new Watchers(view);
    const fs = new MountedFs(view);
    this.#made = { volume, watchers, fs };
    this.quietly(() => {
      for (const { path } of this.specs) volume.tree.addMountPoint(path);
      for (const { path, files } of this.specs)
        for (const [name, file] of files) putFile(volume.tree, `${path}/${name}`, file);
    });
    return this.#made;
  }

  /**
   * The container works in another directory from now on.
   * @throws ENOENT, ENOTDIR
   */
  moveTo(given: string, from: string): void {
    const link = given === "" ? "ENOENT" : this.tree.walk(given.startsWith("/") ? given : `${from}/${given}`, true);
    if (typeof link === "string") throw fsError(link, "chdir", from, given);
    if (!link.getNode().isDirectory()) throw fsError("ENOTDIR", "chdir", from, given);
    this.paths.directory = link.getPath() || "/";
    this.users.moved(this.paths.directory);
  }

  /** @param ended called as its container is gone */
  onClose(ended: () => void): void {
    this.#ended.push(ended);
  }

  /** Gives back what it holds of this machine. */
  close(): void {
    for (const ended of this.#ended.splice(0)) ended();
    this.users.close();
    this.#made?.volume.tree.close();
  }

  /** Whether a call of `node:fs` that writes a file comes here; nothing is written then. */
  catches(write: () => unknown): boolean {
    let isCaught = false;
    const caught = (): void => {
      isCaught = true;
    };
    const writing = { writeFileSync: caught, writeFile: caught };
    this.#catcher = { sync: writing, callbacks: writing, promises: writing, streamOptions: () => undefined };
    try {
      write();
    } finally {
      this.#catcher = undefined;
    }
    return isCaught;
  }

  before(files: readonly unknown[]): void {
    if (!this.users.areBusy) return;
    for (const file of files) {
      const path = typeof file === "number" ? this.volume.files.pathOf(file) : absolutePath(file);
      if (path !== undefined && !path.includes("\0")) this.users.look(path);
    }
  }

  /** @param path absolute and normalised */
  isReadOnly(path: string): boolean {
    if (this.#isQuiet) return false;
    const mount = this.paths.mountOf(path);
    return mount !== undefined && this.#readOnly.includes(mount);
  }

  /**
   * What this container changed below a mount since the last call; paths are relative to it. Removals (`null`) come
   * first, one for a directory stands for all that was in it; then what is there now, directories before their
   * contents. Contents are copied once, if they changed. That names come and go in a directory is no change of the
   * directory.
   */
  takeChanges(mountPath: string): readonly FileChange[] {
    this.users.look();
    return this.#log(mountPath).take({
      stored: (path) => storedFile(this.tree.peek(`${mountPath}/${path}`)),
      below: (path) => pathsBelow(this.tree, this.paths, `${mountPath}/${path}`, mountPath.length + 1),
    });
  }

  /** Whether there is something to be taken. */
  hasChanges(mountPath: string): boolean {
    this.users.look();
    return this.#log(mountPath).hasChanges;
  }

  /** What {@link takeChanges} gave could not be stored: it counts as not taken. */
  returnChanges(mountPath: string, changes: readonly FileChange[]): void {
    this.#log(mountPath).restore(changes);
  }

  /**
   * Shows what others stored below a mount. It is no change of this container, and takes the place of its own at these
   * paths.
   */
  apply(mountPath: string, changes: readonly FileChange[]): void {
    const log = this.#log(mountPath);
    for (const [name, file] of changes) {
      const path = `${mountPath}/${name}`;
      const before = this.tree.peek(path);
      if (file) this.#makeWay(mountPath, posix.dirname(name));
      putFile(this.tree, path, file);
      log.applied(name, file);
      this.users.changed(path);
      const now = this.tree.peek(path)?.getNode() ?? before?.getNode();
      if (now) this.watchers.notify({ type: !file ? "removed" : before ? "modified" : "created", path, node: now });
    }
  }

  /** One path that is open below a mount. */
  openPath(mountPath: string): string | undefined {
    const own = this.volume.files.all.map(({ link }) => link.getPath());
    return [...own, ...this.users.openPaths].find((path) => this.paths.mountOf(path) === mountPath);
  }

  /** Runs what is not done by the container: it counts as no change, is not heard of, and may write everywhere. */
  quietly<T>(body: () => T): T {
    const was = this.#isQuiet;
    this.#isQuiet = true;
    try {
      return body();
    } finally {
      this.#isQuiet = was;
    }
  }

  #log(mountPath: string): ChangeLog {
    const log = this.#logs.get(mountPath);
    if (!log) throw new TypeError(`Nothing is mounted at ${mountPath}.`);
    return log;
  }

  #changed(change: TreeChange): void {
    if (this.#isQuiet) return;
    if (this.#layer) this.#note(this.#layer, change);
    this.#record(change);
    this.watchers.notify(change);
    if (change.type === "moved") this.users.changed(change.from);
    this.users.changed(change.path);
  }

  #note(layer: PrivateLayer, change: TreeChange): void {
    layer.isChanged = true;
    this.paths.forgetLast();
    for (const path of change.type === "moved" ? [change.path, change.from] : [change.path])
      if (this.paths.mountOf(path) === undefined) layer.changed.add(path);
  }

  #record(change: TreeChange): void {
    const mount = this.paths.mountOf(change.path);
    if (mount !== undefined && change.path !== mount) this.#log(mount).record(change, mount.length + 1);
  }

  /** Makes the directories that something applied needs and that this container removed. */
  #makeWay(mountPath: string, directory: string): void {
    if (directory === "." || this.tree.peek(`${mountPath}/${directory}`)?.getNode().isDirectory()) return;
    this.#makeWay(mountPath, posix.dirname(directory));
    this.tree.place(`${mountPath}/${directory}`, S_IFDIR | 0o755);
    this.#log(mountPath).touched(directory);
  }
}
