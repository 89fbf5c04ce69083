import { constants } from "node:fs";
import { posix } from "node:path";
import type { LocalFile } from "../../../contract/image-definition.js";
import { HOST_FILES } from "./host-files.js";
import type { LowerContent, LowerFile, LowerFiles } from "./tree/lower-files.js";

const { S_IFMT, S_IFDIR } = constants;

/** What shows through on a container's own disk: the files of its image over those of the machine. */
export function lowerFiles(localFiles: readonly LocalFile[]): LowerFiles {
  if (localFiles.length === 0) return HOST_FILES;
  return new ImageFiles(new Map(localFiles.map(({ remote, local }) => [remote, local])));
}

/** Files at the paths that an image gives them, with the directories on the way. */
class ImageFiles implements LowerFiles {
  readonly hasOwn = true;
  readonly #files: ReadonlyMap<string, string>;
  /** Names that the image adds, by directory. */
  readonly #names = new Map<string, Set<string>>();

  constructor(files: ReadonlyMap<string, string>) {
    this.#files = files;
    for (let path of files.keys())
      for (let directory = posix.dirname(path); directory !== path; directory = posix.dirname(path)) {
        const names = this.#names.get(directory) ?? new Set();
        this.#names.set(directory, names.add(posix.basename(path)));
        path = directory;
      }
  }

  get own(): Iterable<string> {
    return this.#files.keys();
  }

  look(path: string): LowerFile | undefined {
    const found = HOST_FILES.look(this.#files.get(path) ?? path);
    if (!this.#names.has(path) || isDirectory(found)) return found;
    const root = HOST_FILES.look("/");
    return root && { ...root, mode: S_IFDIR | 0o755 };
  }

  isLink(path: string): boolean {
    return !this.isOwn(path, false) && HOST_FILES.isLink(path);
  }

  realFolder(path: string): string {
    return HOST_FILES.realFolder(path);
  }

  isOwn(path: string, isPassed: boolean): boolean {
    if (this.#names.has(path)) return !(isPassed && isDirectory(HOST_FILES.look(path)));
    for (let above = path; !this.#names.has(above); above = posix.dirname(above))
      if (this.#files.has(above)) return true; // what this machine has below it does not count
    return false;
  }

  names(path: string): readonly string[] {
    const own = this.#names.get(path);
    if (!own) return HOST_FILES.names(path);
    const others = isDirectory(HOST_FILES.look(path)) ? HOST_FILES.names(path) : [];
    return [...new Set([...own, ...others])].toSorted();
  }

  read(path: string): Uint8Array {
    return HOST_FILES.read(this.#files.get(path) ?? path);
  }

  open(path: string): LowerContent {
    return HOST_FILES.open(this.#files.get(path) ?? path);
  }
}

function isDirectory(file: LowerFile | undefined): boolean {
  return file !== undefined && (file.mode & S_IFMT) === S_IFDIR;
}
