import { constants, type BigIntStats } from "node:fs";
import { posix } from "node:path";
import { RealDate } from "../../time/real-time.js";
import { HOST_FILES } from "../mounts/host-files.js";
import { DIRECTORY_BYTES } from "../mounts/tree/disk-room.js";
import type { MountLink } from "../mounts/tree/memfs-core.js";
import type { MountNode } from "../mounts/tree/mount-node.js";
import { asOwner } from "./as-owner.js";
import { KnownFile } from "./known-files.js";
import { isSystem, type SpaceRoot } from "./disk-space.js";
import { realFs as fs } from "./real-fs.js";
import { isMark, lstat, trimmed, type SharedDisk } from "./shared-disk.js";

const { S_IFMT } = constants;

/** Contents up to so many bytes are read as soon as they are found; others when they are needed. */
const READ_AT_ONCE = 1 << 20;

/** Shows a container what its programs have changed. */
export class DiskTaking {
  /** Paths that were changed and may not be. */
  readonly refused: Set<string> = new Set();
  readonly #disk: SharedDisk;
  readonly #roots: ReadonlySet<string>;
  /** Real epoch milliseconds: what programs write is written after that. */
  readonly #begun = RealDate.now();

  constructor(disk: SharedDisk) {
    this.#disk = disk;
    this.#roots = new Set(disk.space.roots.map(({ path }) => path));
  }

  /**
   * Takes what programs have changed since.
   * @param path all that is to be known is what is there, or the names in it
   */
  take(path?: string): void {
    const root = path === undefined ? undefined : this.#disk.rootOf(path);
    const steps = path !== undefined && root ? path.slice(root.path.length).split("/").filter(Boolean) : undefined;
    if (steps && root && !this.#hasLinks(path ?? "")) this.#take(root, root.folder, trimmed(root.path), steps);
    else for (const each of this.#disk.space.roots) this.#take(each, each.folder, trimmed(each.path));
  }

  #hasLinks(path: string): boolean {
    let link: MountLink | undefined = this.#disk.mounts.tree.root;
    for (const name of path.split("/").filter(Boolean)) {
      link = link?.children.get(name);
      if (link?.getNode().symlink !== undefined) return true;
    }
    return false;
  }

  /** @param only what is there is looked at, and the names in the last one */
  #take(
    root: SpaceRoot,
    folder: string,
    path: string,
    only?: readonly string[],
    known = this.#disk.known.get(root),
  ): void {
    if (!known?.names) return;
    const [next, ...rest] = only ?? [];
    const names = new Set(next === undefined ? namesIn(folder) : [next]);
    for (const name of names) {
      const at = `${path}/${name}`;
      if (isSystem(root, at) || this.#roots.has(at)) continue;
      const found = this.#takeOne(root, `${folder}/${name}`, at, known.names, only === undefined);
      const goesOn = only === undefined || next !== undefined;
      if (found?.names && goesOn) this.#take(root, `${folder}/${name}`, at, only && rest, found);
    }
    if (next !== undefined) return;
    for (const name of known.names.keys())
      if (!names.has(name)) {
        known.names.delete(name);
        this.#removed(`${path}/${name}`);
      }
  }

  /** Takes what has one name. @param known of its folder @param isAll whether all there is is looked at @returns what is known of it, unless it is gone */
  #takeOne(
    root: SpaceRoot,
    real: string,
    path: string,
    known: Map<string, KnownFile>,
    isAll: boolean,
  ): KnownFile | undefined {
    const name = posix.basename(path);
    const stat = asOwner(real, () => lstat(real));
    const before = known.get(name);
    if (!stat || isMark(stat)) {
      if (stat ? !before?.isSame(stat) : before) this.#removed(path);
      if (stat) known.set(name, new KnownFile(stat));
      else known.delete(name);
      return undefined;
    }
    if (before?.isSame(stat) && !(isAll && this.#isMissing(path, stat))) return before;
    const now = before?.isFolder(stat) ? before : new KnownFile(stat);
    known.set(name, now);
    try {
      this.#found(path, real, stat);
      if (now !== before && stat.isDirectory() && (root.isOverlay || before?.names)) this.#compare(path);
      const node = stat.isFile() ? this.#disk.linkAt(path)?.getNode() : undefined;
      now.note(isClosed(stat) ? (lstat(real) ?? stat) : stat, node); // it was opened to be read
    } catch (error) {
      if (!isGone(error)) throw error; // meanwhile: the next look misses it
    }
    return now;
  }

  /** Whether the container has nothing there: both sides have changed it in the same moment, and one did not hear of it. */
  #isMissing(path: string, stat: BigIntStats): boolean {
    return (stat.isFile() || stat.isDirectory()) && this.#disk.linkAt(path) === undefined;
  }

  /** A folder that programs have made anew where another one was: nothing shows through. */
  #compare(path: string): void {
    const link = this.#disk.linkAt(path);
    if (!link) return;
    const names = new Set(namesIn(this.#disk.space.real(path)));
    for (const name of this.#disk.mounts.tree.names(link)) if (!names.has(name)) this.#removed(`${path}/${name}`);
  }

  #removed(path: string): void {
    const link = this.#disk.linkAt(path);
    if (!link || this.#disk.mounts.paths.isMountPoint(path)) return;
    if (this.#disk.mounts.isReadOnly(path)) return void this.refused.add(path);
    const { tree } = this.#disk.mounts;
    tree.detach(link);
    tree.changed("removed", link);
  }

  #found(path: string, real: string, stat: BigIntStats): void {
    if (!(stat.isFile() || stat.isDirectory() || stat.isSymbolicLink() || stat.isSocket())) return;
    if (this.#disk.mounts.isReadOnly(path)) return void this.refused.add(path);
    const { tree } = this.#disk.mounts;
    const parent = this.#disk.linkAt(posix.dirname(path));
    if (!parent?.getNode().isDirectory()) return;
    const existing = tree.child(parent, posix.basename(path));
    const mode = Number(stat.mode);
    const isKept = existing && ((existing.getNode().mode ^ mode) & S_IFMT) === 0 && !stat.isSymbolicLink();
    if (isKept && stat.isDirectory() && existing.getNode().mode === mode) return;
    if (existing && !isKept) this.#removed(path);
    const link = isKept ? existing : tree.create({ parent, name: posix.basename(path) }, mode);
    const node = link.getNode();
    if (!isKept) node.occupy(tree.roomAt(path), stat.isDirectory() ? DIRECTORY_BYTES : 0);
    if (isKept) node.chmod(mode);
    if (stat.isSymbolicLink()) node.symlink = this.#disk.space.linkFrom(fs.readlinkSync(real));
    if (stat.isFile()) fill(node, real, Number(stat.size));
    const mtimeMs = Number(stat.mtimeMs);
    if (mtimeMs < this.#begun - 1 && !stat.isDirectory()) node.setTimes(mtimeMs, mtimeMs);
    tree.changed(isKept ? (stat.isFile() ? "modified" : "attributes") : "created", link);
  }
}

function fill(node: MountNode, real: string, size: number): void {
  const bytes = size <= READ_AT_ONCE ? asOwner(real, () => fs.readFileSync(real)) : undefined;
  node.fill(bytes?.length ?? size, {
    read: () => bytes ?? asOwner(real, () => HOST_FILES.read(real)),
    open: () => asOwner(real, () => HOST_FILES.open(real)),
  });
}

/** None if the folder is gone meanwhile. */
function namesIn(folder: string): string[] {
  try {
    return asOwner(folder, () => fs.readdirSync(folder)).toSorted();
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
}

/** Whether its owner may not read it, or not write to it. */
function isClosed(stat: BigIntStats): boolean {
  return stat.isFile() && (stat.mode & 0o600n) !== 0o600n;
}
