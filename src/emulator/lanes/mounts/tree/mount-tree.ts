import { constants } from "node:fs";
import { posix } from "node:path";
import type { DiskRoom } from "./disk-room.js";
import { fsError, type FsErrorCode } from "./fs-error.js";
import type { LowerContent, LowerFiles } from "./lower-files.js";
import { namesIn, type MountLink } from "./memfs-core.js";
import type { MountNode } from "./mount-node.js";
import { isNormal } from "./mount-paths.js";
import type { TreeHost } from "./tree-host.js";

const { S_IFDIR, S_IFMT } = constants;

const MAX_SYMLINKS = 40;

/** Where a name is, or is to be; `.` and `..` are names as well. */
export interface Place {
  readonly parent: MountLink;
  readonly name: string;
  readonly existing: MountLink | undefined;
}

/** The names of one container's mounts: finding them as Linux does, and putting them there without telling anybody. */
export class MountTree {
  readonly root: MountLink;
  readonly #newNode: (mode: number) => MountNode;
  readonly #host: TreeHost;
  /** Files of the lower layer that are being read where they are. */
  readonly #opened = new Set<LowerContent>();

  constructor(root: MountLink, newNode: (mode: number) => MountNode, host: TreeHost) {
    this.root = root;
    this.#newNode = newNode;
    this.#host = host;
    if (host.lower) root.getNode().lower = "/";
    else root.getNode().isSealed = true;
  }

  /** The link at a path, or why there is none. */
  walk(path: string, follows: boolean): MountLink | FsErrorCode {
    let steps = this.#rawStepsOf(path);
    const mustBeDirectory = path.length > 1 && path.endsWith("/");
    let link = this.root;
    let followed = 0;
    for (let index = 0; index < steps.length; index++) {
      if (!link.getNode().isDirectory()) return "ENOTDIR";
      const step = steps[index] ?? "";
      if (isDots(step)) {
        if (step === "..") link = link.parent ?? link;
        continue;
      }
      const child = this.child(link, step);
      if (!child) return "ENOENT";
      const { symlink } = child.getNode();
      if (symlink !== undefined && (follows || mustBeDirectory || index < steps.length - 1)) {
        if (++followed > MAX_SYMLINKS) return "ELOOP";
        steps = [...stepsOf(posix.resolve(link.getPath() || "/", symlink)), ...steps.slice(index + 1)];
        link = this.root;
        index = -1;
      } else link = child;
    }
    return mustBeDirectory && !link.getNode().isDirectory() ? "ENOTDIR" : link;
  }

  /** With the `.` and `..` that are in a mount, where they are to be found; what comes before is the host's. */
  #rawStepsOf(path: string): string[] {
    const absolute = path.startsWith("/") ? path : `${process.cwd()}/${path}`;
    const steps: string[] = [];
    let isInMount = this.#host.lower !== undefined;
    for (const step of absolute.split("/")) {
      if (step === "") continue;
      if (isInMount || !isDots(step)) steps.push(step);
      else if (step === "..") steps.pop();
      isInMount ||= this.#host.mountOf(`/${steps.join("/")}`) !== undefined;
    }
    return steps;
  }

  /** The link at a path. @throws ENOENT, ENOTDIR, ELOOP */
  find(path: string, syscall: string, follows = true): MountLink {
    const found = this.walk(path, follows);
    if (typeof found === "string") throw fsError(found, syscall, path);
    return found;
  }

  /** The link at a path, no links being followed; `undefined` if there is none. */
  peek(path: string): MountLink | undefined {
    let link: MountLink | undefined = this.root;
    for (const step of stepsOf(path)) link = link?.children.get(step);
    return link;
  }

  /**
   * Where a name is or is to be, links to its directory being followed; `first` and `second` are for what it throws.
   */
  placeOf(path: string, syscall: string, first: string = path, second?: string): Place {
    const [name = "", ...above] = this.#rawStepsOf(path).toReversed();
    const parent = this.walk(`/${above.toReversed().join("/")}`, true);
    if (typeof parent === "string") throw fsError(parent, syscall, first, second);
    if (!parent.getNode().isDirectory()) throw fsError("ENOTDIR", syscall, first, second);
    const existing = name === "." ? parent : name === ".." ? (parent.parent ?? parent) : this.child(parent, name);
    return { parent, name, existing };
  }

  /** @throws EROFS, EACCES if nothing can be changed in that directory, EBUSY if what is changed is a mount itself */
  checkWritable(
    { parent, name }: Pick<Place, "parent" | "name">,
    syscall: string,
    first: string,
    second?: string,
  ): void {
    const path = `${parent.getPath()}/${name}`;
    if (this.#host.isMountPoint(path)) throw fsError("EBUSY", syscall, first, second);
    if (parent.getNode().isSealed) throw fsError("EACCES", syscall, first, second);
    if (this.#host.isReadOnly(path)) throw fsError("EROFS", syscall, first, second);
  }

  /** Makes a name; nobody is told. */
  create({ parent, name }: Pick<Place, "parent" | "name">, mode: number): MountLink {
    return parent.createChild(name, this.#newNode(mode));
  }

  /** What has a name in a directory, there or in the lower layer. */
  child(directory: MountLink, name: string): MountLink | undefined {
    const existing = directory.children.get(name);
    const { lower, gone, nlink, atimeMs, mtimeMs, ctimeMs } = directory.getNode();
    if (lower === undefined || gone.has(name)) return existing;
    const path = posix.join(lower, name);
    if (existing && !isShown(existing, path)) return existing;
    const shown = this.#host.lower;
    const found = shown?.look(path);
    if (existing && found && existing.getNode().isAs(found)) return existing;
    if (existing) directory.deleteChild(existing); // others have changed it since
    const link = found && this.create({ parent: directory, name }, found.mode);
    Object.assign(directory.getNode(), { nlink, atimeMs, mtimeMs, ctimeMs }); // it is no change of the directory
    if (!link) return undefined;
    if (shown)
      link.getNode().show(path, found, { read: () => shown.read(path), open: () => this.#openLower(shown, path) });
    return link;
  }

  #openLower(lower: LowerFiles, path: string): LowerContent {
    const content = lower.open(path);
    const { size } = content;
    const open: LowerContent = {
      size,
      read: (target, position) => content.read(target, position),
      close: () => void (this.#opened.delete(open) && content.close()),
    };
    this.#opened.add(open);
    return open;
  }

  /** Nobody is going to ask for anything any more. */
  close(): void {
    for (const open of this.#opened) open.close();
  }

  /** The room that there is where a path is. */
  roomAt(path: string): DiskRoom | undefined {
    return this.#host.mountOf(path) === undefined ? this.#host.room : undefined;
  }

  /** The names in a directory, there and in the lower layer: its own as they came. */
  names(directory: MountLink): string[] {
    const own = namesIn(directory);
    const { lower, gone } = directory.getNode();
    if (lower === undefined || !this.#host.lower || !directory.getNode().isDirectory()) return own;
    const below = new Set(this.#host.lower.names(lower));
    const there = own.filter((name) => {
      const child = directory.children.get(name);
      return below.has(name) || !child || !isShown(child, posix.join(lower, name));
    });
    return [...new Set([...there, ...[...below].filter((name) => !gone.has(name))])];
  }

  /**
   * Whether what is at a path, absolute and normalised, may be other than what the lower layer has there.
   * @param isPassed only that there is a directory matters, and not what is in it
   */
  differs(path: string, isPassed = false): boolean {
    let link = this.root;
    let at = 0;
    for (let end: number; at < path.length - 1; at = end) {
      const next = path.indexOf("/", at + 1);
      end = next < 0 ? path.length : next;
      const step = path.slice(at + 1, end);
      const child = link.children.get(step);
      if (!child) return link.getNode().lower !== (path.slice(0, at) || "/") || link.getNode().gone.has(step);
      if (child.getNode().symlink !== undefined) return true; // wherever it leads
      link = child;
    }
    const node = link.getNode();
    return (node.isDirectory() && !isPassed) || node.lower !== (path.slice(0, at) || "/");
  }

  /** Takes a name away; nobody is told. */
  detach(link: MountLink): void {
    const node = link.getNode();
    node.nlink--;
    node.links?.delete(link);
    node.ctimeMs = this.#host.now;
    this.takeOut(link);
    if (!node.links?.size) node.unnamed();
  }

  /** Takes a name out of its directory, such as to put it elsewhere. */
  takeOut(link: MountLink): void {
    const { parent, name } = link;
    if (!parent) return;
    parent.deleteChild(link);
    if (parent.getNode().lower !== undefined) parent.getNode().gone.add(name);
  }

  /** Tells the host. */
  changed(type: "created" | "removed" | "modified" | "attributes", link: MountLink): void {
    const node = link.getNode();
    const isOfContent = type === "modified" || type === "attributes";
    for (const each of (isOfContent && node.links) || [link]) this.#host.changed({ type, path: each.getPath(), node });
  }

  /** Makes the directory of a mount, and those on the way to it. */
  addMountPoint(path: string): void {
    let parent = this.root;
    for (const name of stepsOf(path)) {
      const isInMount = this.#host.mountOf(`${parent.getPath()}/${name}`) !== undefined;
      const existing = isInMount ? parent.children.get(name) : this.child(parent, name);
      const child = existing?.getNode().isDirectory() ? existing : this.create({ parent, name }, S_IFDIR | 0o755);
      child.getNode().isSealed = !isInMount && this.#host.lower === undefined;
      parent = child;
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
    if (existing) this.detach(existing);
    return this.create({ parent, name }, mode).getNode();
  }

  /** Takes away what is at a path; nobody is told. */
  drop(path: string): void {
    const link = this.peek(path);
    if (link) this.detach(link);
  }
}

/** Whether a name is only there because the lower layer has it, and nothing below was looked at. */
function isShown(link: MountLink, path: string): boolean {
  const node = link.getNode();
  return node.isShownFrom(path) && !(node.isDirectory() && (node.gone.size > 0 || namesIn(link).length > 0));
}

export function isDots(step: string): boolean {
  return step === "." || step === "..";
}

function stepsOf(path: string): string[] {
  const absolute = isNormal(path) ? path : posix.resolve(path);
  return absolute === "/" ? [] : absolute.slice(1).split("/");
}
