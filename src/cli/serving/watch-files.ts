import { statSync, watch, type FSWatcher } from "node:fs";
import { dirname } from "node:path";

/** Real milliseconds after the first sign of a change: editors write a file in several steps. */
const SETTLING_MS = 50;

/** Hears of changes of files; of their folders, too, because editors put new files in place of old ones. */
export class WatchedFiles implements Disposable {
  readonly #changed: () => void;
  /** By what {@link nearestFolder} says. */
  readonly #watchers = new Map<string, FSWatcher>();
  #times = new Map<string, number>();
  #settling: NodeJS.Timeout | undefined;

  /** @param changed hears of it, once for all that changes at about the same time */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** From now on these, and no others. @param files by path */
  watch(files: readonly string[]): void {
    this.#times = new Map(files.map((file) => [file, modified(file)]));
    this.#follow();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#settling);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #look(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#follow();
      if (![...this.#times].some(([file, time]) => modified(file) !== time)) return;
      for (const file of this.#times.keys()) this.#times.set(file, modified(file));
      this.#changed();
    }, SETTLING_MS);
  }

  /** Watches the folders as they are now: one that went and came back, as when a branch is checked out, is another. */
  #follow(): void {
    const folders = new Map([...this.#times.keys()].map((file) => nearestFolder(dirname(file))));
    for (const [id, watcher] of this.#watchers) {
      if (folders.has(id)) continue;
      watcher.close();
      this.#watchers.delete(id);
    }
    for (const [id, folder] of folders) {
      if (this.#watchers.has(id)) continue;
      try {
        this.#watchers.set(
          id,
          watch(folder, () => this.#look()),
        );
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        this.#look(); // gone in between
      }
    }
  }
}

/** A folder, or the nearest one above that is there, and what tells it from another one of that name. */
function nearestFolder(folder: string): [id: string, folder: string] {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found ? [`${folder} ${found.ino} ${found.birthtimeMs}`, folder] : nearestFolder(dirname(folder));
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
