import type { Kernel } from "../kernel/kernel.js";
import type { MemorySnapshot } from "../kernel/protocol.js";
import type { Container } from "../records/container.js";

/**
 * The memory snapshot of a pool: taken by the container that is the first to start, and what later ones start from.
 * Memory is not copied, but what a snapshot freezes shows. Modal: docs/modal/ending-containers.md#memory-snapshots.
 */
export class MemorySnapshots {
  readonly #kernel: Kernel;
  /** What containers see that have begun to start. */
  readonly #seen = new WeakMap<Container, MemorySnapshot>();
  #taken: MemorySnapshot | undefined;
  /** What the next container sees. */
  #next: MemorySnapshot | undefined;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** A container begins to start. @returns what its code sees until the snapshot is taken */
  begin(container: Container): MemorySnapshot {
    const { seed, now } = this.#kernel;
    this.#next ??= { seed: `${seed}/snapshot/${container.ordinal}`, at: now };
    this.#seen.set(container, this.#next);
    return this.#next;
  }

  /** It has started: it took the snapshot, unless it saw one that another has taken. */
  started(container: Container): void {
    const own = this.#seen.get(container);
    const isRestored = own !== undefined && own === this.#taken;
    this.#kernel.events.add(isRestored ? "container.restored" : "container.snapshotted", { container: container.id });
    this.#taken ??= own;
    this.#next = this.#taken;
  }

  /** One could not start: nobody is to see the same again, if nobody has started so. */
  failed(): void {
    this.#next = this.#taken;
  }
}
