import type { FileChange, StoredFile } from "../../../../contract/stored-file.js";
import type { TreeChange } from "./tree-host.js";

/** What is there now: asked for when changes are taken. Paths are relative to the mount. */
export interface ChangedTree {
  /** `undefined` if nothing is at that path; the content of a file is stored by this. */
  stored(path: string): StoredFile | undefined;
  /** Paths of everything below a directory. */
  below(path: string): Iterable<string>;
}

/**
 * What a container changed in one mount since its changes were last taken. The *base* is what was there then. Costs
 * memory for what changed, whatever is stored.
 */
export class ChangeLog {
  /** What the base has there, and all below it, is gone: whatever is there now is new. */
  readonly #gone = new Set<string>();
  /** What the base is known not to have: needs no removal. */
  readonly #absent = new Set<string>();
  readonly #touched = new Set<string>();
  /** Directories that came with all they contain. */
  readonly #moved = new Set<string>();

  get hasChanges(): boolean {
    return this.#touched.size > 0 || this.#gone.size > 0 || this.#moved.size > 0;
  }

  /** @param start where paths begin to be relative to the mount */
  record(change: TreeChange, start: number): void {
    const name = change.path.slice(start);
    switch (change.type) {
      case "created":
        return this.created(name);
      case "removed":
        return this.removed(name);
      case "modified":
      case "attributes":
        return this.touched(name);
      case "moved":
        this.removed(change.from.slice(start));
        return this.movedIn(name, change.node.isDirectory(), change.replaces);
    }
  }

  created(path: string): void {
    if (!has(this.#gone, path)) this.#absent.add(path);
    this.#touched.add(path);
  }

  touched(path: string): void {
    this.#touched.add(path);
  }

  removed(path: string): void {
    this.#touched.delete(path);
    this.#moved.delete(path);
    if (!has(this.#absent, path)) this.#gone.add(path);
  }

  movedIn(path: string, isDirectory: boolean, replaces: boolean): void {
    if (replaces) this.#touched.add(path);
    else this.created(path);
    if (isDirectory) this.#moved.add(path);
  }

  /** Everything since the last time: removals first, then directories before their contents. */
  take(tree: ChangedTree): FileChange[] {
    const gone = [...this.#gone].filter((path) => !has(this.#gone, parentOf(path)));
    const paths = new Set(this.#touched);
    for (const path of this.#moved) for (const below of tree.below(path)) paths.add(below);
    const removals = gone.toSorted().map((path): FileChange => [path, null]);
    const changes = [...paths].toSorted().flatMap((path): FileChange[] => {
      const file = tree.stored(path);
      return file ? [[path, file]] : [];
    });
    for (const noted of [this.#gone, this.#absent, this.#touched, this.#moved]) noted.clear();
    return [...removals, ...changes];
  }

  /** What was taken is not in the base after all. */
  restore(changes: readonly FileChange[]): void {
    for (const [path, file] of changes) {
      if (file) this.#touched.add(path);
      else this.#gone.add(path);
    }
  }

  /** The base and the tree have both become that. */
  applied(path: string, file: StoredFile | null): void {
    this.#absent.delete(path);
    if (file === null || !has(this.#gone, path)) this.#touched.delete(path);
    else this.#touched.add(path); // it is going to be removed from the base, with all that was there
    if (file === null) this.#gone.delete(path);
  }
}

/** Whether a path or one above it is in the set. */
function has(paths: ReadonlySet<string>, path: string): boolean {
  for (let above = path; above !== ""; above = parentOf(above)) if (paths.has(above)) return true;
  return false;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
