import type { Step } from "./apps/files.js";

/** Texts of files, `null` for directories. */
export type View = Map<string, string | null>;

/** What volumes are meant to do, in a few lines: snapshots, commits of what changed, the last writer wins. */
export class VolumeModel {
  readonly committed: View = new Map();

  container(): ModelContainer {
    return new ModelContainer(this.committed);
  }
}

class ModelContainer {
  readonly #committed: View;
  /** State at the last commit or reload. */
  #base: View;
  #view: View;
  /** What was removed of the base, and what was written, since. */
  #removed = new Set<string>();
  #written = new Set<string>();

  constructor(committed: View) {
    this.#committed = committed;
    this.#base = new Map(committed);
    this.#view = new Map(committed);
  }

  take(step: Step): Record<string, string | null> | undefined {
    switch (step.do) {
      case "write": {
        for (const parent of parents(step.path)) if (!this.#view.has(parent)) this.#write(parent, null);
        this.#write(step.path, step.text);
        return undefined;
      }
      case "remove":
        for (const path of below(this.#view, step.path)) {
          this.#view.delete(path);
          this.#written.delete(path);
        }
        if (this.#base.has(step.path)) this.#removed.add(step.path);
        return undefined;
      case "commit":
      case "reload":
        this.commit();
        this.#base = new Map(this.#committed);
        this.#view = new Map(this.#committed);
        return undefined;
      case "look":
        return Object.fromEntries([...this.#view].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    }
  }

  commit(): void {
    for (const gone of this.#removed) for (const path of below(this.#committed, gone)) this.#committed.delete(path);
    for (const path of [...this.#written].toSorted()) {
      for (const parent of parents(path)) if (!this.#committed.has(parent)) this.#committed.set(parent, null);
      this.#committed.set(path, this.#view.get(path) ?? null);
    }
    this.#removed.clear();
    this.#written.clear();
  }

  #write(path: string, text: string | null): void {
    this.#view.set(path, text);
    this.#written.add(path);
  }
}

function parents(path: string): string[] {
  return path
    .split("/")
    .slice(0, -1)
    .map((_, index, steps) => steps.slice(0, index + 1).join("/"));
}

function below(view: View, path: string): string[] {
  return [...view.keys()].filter((at) => at === path || at.startsWith(`${path}/`));
}
