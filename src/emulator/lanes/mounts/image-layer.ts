import { constants } from "node:fs";
import { posix } from "node:path";
import type { ImageFile } from "../../../contract/image-definition.js";
import type { StoredFile } from "../../../contract/stored-file.js";
import { HOST_FILES } from "./host-files.js";
import { MemoryContent } from "./memory-content.js";
import type { LowerContent, LowerFile, LowerFiles } from "./tree/lower-files.js";

const { S_IFMT, S_IFDIR, S_IFREG, S_IFLNK } = constants;

/** Links that lead to links: so many are followed. */
const MAX_LINKS = 40;

/** What shows through on a container's own disk: the files of its image over others, such as those of the machine. */
export function lowerFiles(files: readonly ImageFile[], base: LowerFiles): LowerFiles {
  return files.length === 0 ? base : new ImageFiles(files, base);
}

/** What an image has at a path: the machine's file at another, or what its build has left there. */
type Entry = string | StoredFile | null;

/** Files at the paths that an image gives them, with the directories on the way. */
class ImageFiles implements LowerFiles {
  readonly hasOwn = true;
  readonly #base: LowerFiles;
  readonly #files = new Map<string, Entry>();
  /** Names that the image adds, by directory. */
  readonly #names = new Map<string, Set<string>>();
  /** Where directories are, as long as files are put into them. */
  readonly #directories = new Map<string, string>();

  constructor(files: readonly ImageFile[], base: LowerFiles) {
    this.#base = base;
    for (const file of files) {
      if ("local" in file) this.#put(this.#real(file.remote), file.local);
      else {
        const path = file.isMerged ? this.#followed(file.remote) : file.remote;
        if (!file.isMerged || !this.look(path)) this.#put(path, file.built);
        this.#directories.clear();
      }
    }
    this.#directories.clear();
  }

  get own(): Iterable<string> {
    return this.#files.keys();
  }

  look(path: string): LowerFile | undefined {
    const entry = this.#files.get(path);
    if (typeof entry === "string") return HOST_FILES.look(entry);
    if (entry !== undefined) return entry ? lookOf(entry) : undefined;
    if (!this.#names.has(path)) return this.#isHidden(path) ? undefined : this.#base.look(path);
    const found = this.#isHidden(path) ? undefined : this.#base.look(path);
    if (isDirectory(found)) return found;
    const root = this.#base.look("/");
    return root && { ...root, mode: S_IFDIR | 0o755 };
  }

  isLink(path: string): boolean {
    const entry = this.#files.get(path);
    if (entry !== undefined) return typeof entry === "object" && entry?.kind === "symlink";
    return !this.#names.has(path) && !this.#isHidden(path) && this.#base.isLink(path);
  }

  realFolder(path: string): string {
    return this.#base.realFolder(path);
  }

  isOwn(path: string, isPassed: boolean): boolean {
    if (this.#files.has(path)) return true;
    if (!this.#names.has(path)) return this.#isHidden(path);
    return !isPassed || this.#isHidden(path) || !isDirectory(this.#base.look(path));
  }

  names(path: string): readonly string[] {
    const own = this.#names.get(path);
    if (this.#files.has(path) || this.#isHidden(path)) return [...(own ?? [])].toSorted();
    if (!own) return this.#base.names(path);
    const others = isDirectory(this.#base.look(path)) ? this.#base.names(path) : [];
    const there = new Set([...own, ...others]);
    return [...there]
      .filter((name) => this.#files.get(path === "/" ? `/${name}` : `${path}/${name}`) !== null)
      .toSorted();
  }

  read(path: string): Uint8Array {
    const entry = this.#files.get(path);
    if (typeof entry === "object" && entry?.kind === "file") return new Uint8Array(entry.content);
    return typeof entry === "string" ? HOST_FILES.read(entry) : this.#base.read(path);
  }

  open(path: string): LowerContent {
    const entry = this.#files.get(path);
    if (typeof entry === "object" && entry?.kind === "file") return new MemoryContent(new Uint8Array(entry.content));
    return typeof entry === "string" ? HOST_FILES.open(entry) : this.#base.open(path);
  }

  /** Whether what the machine has at a path does not show through, as something above it is the image's own. */
  #isHidden(path: string): boolean {
    for (let above = posix.dirname(path); above !== "/"; above = posix.dirname(above))
      if (this.#files.has(above)) return true;
    return false;
  }

  #put(path: string, entry: Entry): void {
    this.#empty(path);
    this.#files.set(path, entry);
    if (entry === null) this.#forget(path);
    else this.#makeWay(path);
  }

  /** Takes away what is below a path. */
  #empty(path: string): void {
    for (const name of this.#names.get(path) ?? []) {
      const below = `${path}/${name}`;
      this.#empty(below);
      this.#files.delete(below);
    }
    this.#names.delete(path);
  }

  /** A name is gone: its directory has it no more. */
  #forget(path: string): void {
    const directory = posix.dirname(path);
    this.#names.get(directory)?.delete(posix.basename(path));
    this.#noteAbove(directory);
  }

  #makeWay(path: string): void {
    const directory = posix.dirname(path);
    this.#noteAbove(directory);
    this.#names.get(directory)?.add(posix.basename(path));
  }

  /** Sees to it that a directory and those on the way to it are there. */
  #noteAbove(directory: string): void {
    if (this.#names.has(directory)) return;
    this.#names.set(directory, new Set());
    const entry = this.#files.get(directory);
    if (entry !== undefined && (entry === null || typeof entry === "string" || entry.kind !== "directory"))
      this.#files.set(directory, EMPTY);
    if (directory !== "/") this.#makeWay(directory);
  }

  /** Where a path is, the links on the way to it followed. */
  #real(path: string): string {
    const directory = posix.dirname(path);
    const real = this.#directories.get(directory) ?? this.#followed(directory);
    this.#directories.set(directory, real);
    return posix.join(real, posix.basename(path));
  }

  /** Where a directory is. */
  #followed(directory: string): string {
    let [at, rest] = ["", stepsOf(directory)];
    for (let links = 0; rest.length > 0;) {
      const [step, ...others] = rest;
      const next = `${at}/${step}`;
      const target = links < MAX_LINKS && this.isLink(next) ? this.look(next)?.symlink : undefined;
      if (target === undefined) [at, rest] = [next, others];
      else {
        links++;
        [at, rest] = ["", [...stepsOf(posix.resolve(at || "/", target)), ...others]];
      }
    }
    return at || "/";
  }
}

/** A directory that took the place of something else, as files came to be below it. */
const EMPTY: StoredFile = { kind: "directory", mode: 0o755, mtimeMs: 0 };

function lookOf(file: StoredFile): LowerFile {
  const { mtimeMs } = file;
  const symlink = file.kind === "symlink" ? file.target : undefined;
  const kind = file.kind === "file" ? S_IFREG : file.kind === "directory" ? S_IFDIR : S_IFLNK;
  return {
    ino: 0, // each tree numbers its own
    mode: kind | (file.kind === "symlink" ? 0o777 : file.mode),
    nlink: 1,
    uid: 0,
    gid: 0,
    size: file.kind === "file" ? file.content.byteLength : (symlink?.length ?? 4096),
    atimeMs: mtimeMs,
    mtimeMs,
    ctimeMs: mtimeMs,
    birthtimeMs: mtimeMs,
    symlink,
  };
}

function stepsOf(path: string): string[] {
  return path.split("/").filter((step) => step !== "");
}

function isDirectory(file: LowerFile | undefined): boolean {
  return file !== undefined && (file.mode & S_IFMT) === S_IFDIR;
}
