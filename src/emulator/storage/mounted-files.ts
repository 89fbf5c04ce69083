import type { FileChange } from "../../contract/stored-file.js";
import type { Kernel } from "../kernel/kernel.js";
import type { MountSpec } from "../kernel/mount-spec.js";
import type { FileTree } from "./file-tree.js";
import type { MountPlan } from "./mount-plan.js";

/** A file system as one container has mounted it, and up to which version it has seen it. */
export class MountedFiles {
  readonly plan: MountPlan;
  readonly #kernel: Kernel;
  /** Its id. */
  readonly container: string;
  readonly #tree: FileTree;
  #seen = 0;

  constructor(kernel: Kernel, container: string, plan: MountPlan, tree: FileTree) {
    this.#tree = tree;
    this.#kernel = kernel;
    this.container = container;
    this.plan = plan;
  }

  get isBehind(): boolean {
    return this.#tree.version > this.#seen;
  }

  /** What the container finds; the directory that is mounted is made if it is missing. */
  open(): MountSpec {
    const { path, objectId, name, environment, directory, readOnly, isImmediate } = this.plan;
    const { now } = this.#kernel;
    const tree = this.#tree;
    if (!tree.isDirectory(directory)) tree.apply([[directory, { kind: "directory", mode: 0o755, mtimeMs: now }]], now);
    this.#seen = tree.version;
    return {
      path,
      objectId,
      name,
      environment,
      readOnly,
      isImmediate,
      files: [...this.#within(tree.below(directory))],
    };
  }

  /** Commits what the container changed. What others changed meanwhile is still to be caught up with. */
  write(changes: readonly FileChange[], event: "volume.committed" | "files.changed"): void {
    const { directory, objectId } = this.plan;
    const tree = this.#tree;
    if (changes.length === 0) return;
    const isCaughtUp = !this.isBehind;
    tree.apply(
      changes.map(([path, file]): FileChange => [directory === "" ? path : `${directory}/${path}`, file]),
      this.#kernel.now,
    );
    if (isCaughtUp) this.#seen = tree.version; // nobody else wrote in between: what is new is its own
    this.#kernel.events.add(event, {
      object: objectId,
      container: this.container,
      files: changes.length,
      version: tree.version,
    });
  }

  /** What differs from what the container has seen, its own changes included if others made some, too. */
  catchUp(): FileChange[] {
    const tree = this.#tree;
    const changes = this.isBehind ? [...this.#within(tree.changesSince(this.#seen))] : [];
    this.#seen = tree.version;
    return changes;
  }

  /** Paths relative to the directory that is mounted, without what is outside of it. */
  *#within<T>(files: Iterable<readonly [path: string, file: T]>): Generator<readonly [path: string, file: T]> {
    const { directory } = this.plan;
    if (directory === "") return yield* files;
    for (const [path, file] of files)
      if (path.startsWith(`${directory}/`)) yield [path.slice(directory.length + 1), file];
  }
}
