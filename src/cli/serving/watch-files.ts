import { statSync, watch, type FSWatcher } from "node:fs";
import { dirname } from "node:path";

/** Real milliseconds after the first sign of a change: editors write a file in several steps. */
const SETTLING_MS = 50;

/** Hears of changes of files; of their folders, too, because editors put new files in place of old ones. */
export class WatchedFiles implements Disposable {
  readonly #changed: () => void;
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
    const folders = new Set(files.map((file) => dirname(file)));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders)
      if (!this.#watchers.has(folder))
        this.#watchers.set(
          folder,
          watch(folder, () => this.#look()),
        );
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#settling);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #look(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      if (![...this.#times].some(([file, time]) => modified(file) !== time)) return;
      for (const file of this.#times.keys()) this.#times.set(file, modified(file));
      this.#changed();
    }, SETTLING_MS);
  }
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
