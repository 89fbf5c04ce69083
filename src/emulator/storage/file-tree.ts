import type { FileChange, StoredFile } from "../../contract/stored-file.js";

/** Permission bits of directories that nobody made on purpose. */
const DIRECTORY_MODE = 0o755;

/**
 * The committed state of a file system, and which paths changed when. Paths are relative, without a leading slash; the
 * root is "".
 */
export class FileTree {
  readonly #files: Map<string, StoredFile>;
  /** Every change, by the version it made; of a path that changed often, the last one counts. */
  #log: (readonly [version: number, path: string])[] = [];
  #version = 0;

  constructor(files: Iterable<readonly [path: string, file: StoredFile]> = []) {
    this.#files = new Map(files);
  }

  /** Grows with each commit that changes something. */
  get version(): number {
    return this.#version;
  }

  get size(): number {
    return this.#files.size;
  }

  get(path: string): StoredFile | undefined {
    return this.#files.get(path);
  }

  /** Whether there is a directory; the root always is one. */
  isDirectory(path: string): boolean {
    return path === "" || this.#files.get(path)?.kind === "directory";
  }

  /** Everything below a directory, directories before what they contain. */
  *below(directory: string): Generator<readonly [path: string, file: StoredFile]> {
    const prefix = directory === "" ? "" : `${directory}/`;
    const found = prefix === "" ? [...this.#files] : [...this.#files].filter(([path]) => path.startsWith(prefix));
    yield* found.toSorted(byPath);
  }

  [Symbol.iterator](): IterableIterator<[string, StoredFile]> {
    return this.#files[Symbol.iterator]();
  }

  /**
   * Commits changes in order: the last writer of a path wins. Directories above what is written are made. @param now
   * for those directories
   */
  apply(changes: readonly FileChange[], now: number): void {
    if (changes.length === 0) return;
    this.#version++;
    for (const [path, file] of changes) {
      if (file === null) this.#remove(path);
      else {
        this.#makeParents(path, now);
        if (file.kind !== "directory" && this.isDirectory(path)) this.#remove(path);
        this.#set(path, file);
      }
    }
    if (this.#log.length > 2 * this.#files.size + 1024) this.#compact();
  }

  /** What differs from an earlier version: removals first, then directories before what they contain. */
  changesSince(version: number): FileChange[] {
    const paths = new Set<string>();
    for (let index = this.#log.length - 1; index >= 0; index--) {
      const [changed, path] = this.#log[index] ?? [0, ""];
      if (changed <= version) break;
      paths.add(path);
    }
    const changes = [...paths].toSorted().map((path): FileChange => [path, this.#files.get(path) ?? null]);
    return [...changes.filter(([, file]) => file === null), ...changes.filter(([, file]) => file !== null)];
  }

  #makeParents(path: string, now: number): void {
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
      const parent = path.slice(0, end);
      if (this.#files.get(parent)?.kind === "directory") continue;
      this.#set(parent, { kind: "directory", mode: DIRECTORY_MODE, mtimeMs: now });
    }
  }

  #set(path: string, file: StoredFile): void {
    this.#files.set(path, file);
    this.#log.push([this.#version, path]);
  }

  #remove(path: string): void {
    const removed = this.isDirectory(path) ? [...this.below(path)].map(([below]) => below).toReversed() : [];
    for (const gone of [...removed, path]) if (this.#files.delete(gone)) this.#log.push([this.#version, gone]);
  }

  /** Keeps the last change of each path only. */
  #compact(): void {
    const last = new Map<string, number>();
    for (const [version, path] of this.#log) last.set(path, version);
    this.#log = Array.from(last, ([path, version]) => [version, path] as const).toSorted(([a], [b]) => a - b);
  }
}

function byPath([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : Number(a > b);
}
