import { constants } from "node:fs";
import type { LowerFiles } from "./tree/lower-files.js";
import { isChanging, type Layer, type Use } from "./tree/mount-paths.js";
import type { MountTree } from "./tree/mount-tree.js";

const { S_IFMT, S_IFDIR, S_IFREG, S_IFLNK } = constants;

/** Folders of the system's own: what is done there is done to it. */
const SYSTEM = /^\/(?:proc|sys)(?:\/|$)/;
/** What a process has open, whatever that is. */
const OPEN_FILES = /^\/(?:dev\/fd|proc)\//;

/** What a container has changed outside of its mounts, over files that it only reads. */
export class PrivateLayer implements Layer {
  /** Whether anything here may be other than below: until then, nothing has to be looked for. */
  isChanged = false;
  readonly changed: Set<string> = new Set();
  /** `undefined`: there is none yet, and so nothing has been changed. */
  readonly #tree: () => MountTree | undefined;
  readonly #lower: LowerFiles;
  readonly #mountOf: (path: string) => string | undefined;
  /** Of folders, where they are without links. */
  readonly #real = new Map<string, string>();
  readonly #turn: () => number | undefined;
  /** What is no link of the machine's, as was seen in that turn. */
  #plain: Set<string> | undefined;
  #seenIn: number | undefined;

  constructor(
    tree: () => MountTree | undefined,
    lower: LowerFiles,
    mountOf: (path: string) => string | undefined,
    turn: () => number | undefined,
  ) {
    this.#turn = turn;
    this.#tree = tree;
    this.#lower = lower;
    this.#mountOf = mountOf;
  }

  get isUntouched(): boolean {
    return !this.isChanged && this.#tree() === undefined;
  }

  has(path: string, use: Use): boolean {
    if (isChanging(use)) return !SYSTEM.test(path) && !(use === "write" && this.#isDevice(path));
    if (!this.isChanged) return false;
    if (use === "look below") return true;
    if (this.#differs(path, use === "pass")) return true;
    if (use === "pass") return false;
    const real = this.#realPlace(path);
    return (
      real === undefined ||
      (real !== path && (this.#mountOf(real) !== undefined || this.#differs(real, false))) ||
      this.#isLink(real)
    );
  }

  #isLink(path: string): boolean {
    const turn = this.#turn();
    if (turn === undefined) return this.#lower.isLink(path);
    if (turn !== this.#seenIn || !this.#plain) this.#plain = new Set();
    this.#seenIn = turn;
    if (this.#plain.has(path)) return false;
    const isLink = this.#lower.isLink(path);
    if (!isLink) this.#plain.add(path);
    return isLink;
  }

  #differs(path: string, isPassed: boolean): boolean {
    return this.#tree()?.differs(path, isPassed) === true || this.#lower.isOwn(path, isPassed);
  }

  /** Devices, pipes and sockets are written to where they are, also through a link of the machine's. */
  #isDevice(path: string): boolean {
    if (this.#tree()?.differs(path)) return false;
    if (OPEN_FILES.test(path)) return true;
    const found = this.#lower.look(path);
    if (found === undefined) return false;
    const kind = found.mode & S_IFMT;
    if (kind !== S_IFLNK) return kind !== S_IFDIR && kind !== S_IFREG;
    if (OPEN_FILES.test(found.symlink ?? "")) return true;
    const target = this.#targetOf(path);
    return target !== undefined && target !== path && this.#isDevice(target);
  }

  #targetOf(link: string): string | undefined {
    try {
      return this.#lower.realFolder(link);
    } catch {
      return undefined; // it leads to nothing
    }
  }

  /** Where a path is, the links on the way to it followed; `undefined` if one leads to where this machine has nothing. */
  #realPlace(path: string): string | undefined {
    const end = path.lastIndexOf("/");
    const folder = this.#realFolder(path.slice(0, end) || "/");
    return folder === "/" ? path.slice(end) : folder && `${folder}${path.slice(end)}`;
  }

  #realFolder(folder: string): string | undefined {
    if (folder === "/") return folder;
    const known = this.#real.get(folder);
    if (known !== undefined) return known;
    try {
      const real = this.#lower.realFolder(folder);
      this.#real.set(folder, real);
      return real;
    } catch {
      const place = this.#realPlace(folder); // it is not there
      return place === undefined || this.#lower.isLink(place) ? undefined : place;
    }
  }
}
