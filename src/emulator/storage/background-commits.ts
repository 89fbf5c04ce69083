import type { Kernel } from "../kernel/kernel.js";
import type { TimerHandle } from "../kernel/timer-queue.js";

interface Uncommitted {
  readonly objects: Set<string>;
  timer: TimerHandle;
}

/**
 * Has containers commit what they have changed in their mounts, every few seconds from their start.
 * Modal: docs/modal/volumes.md#commit-and-reload.
 */
export class BackgroundCommits {
  readonly #kernel: Kernel;
  readonly #everyMs: number;
  readonly #loses: (ordinal: number, objectId: string) => boolean;
  readonly #startedAt = new Map<number, number>();
  readonly #uncommitted = new Map<number, Uncommitted>();

  /**
   * @param everyMs 0: never
   * @param loses whether a fault takes a commit
   */
  constructor(kernel: Kernel, everyMs: number, loses: (ordinal: number, objectId: string) => boolean) {
    this.#kernel = kernel;
    this.#everyMs = everyMs;
    this.#loses = loses;
  }

  /** A container starts, with mounts. */
  open(ordinal: number): void {
    this.#startedAt.set(ordinal, this.#kernel.now);
  }

  /** A container has changed something that is to be committed. */
  changed(ordinal: number, objectIds: readonly string[]): void {
    const startedAt = this.#startedAt.get(ordinal);
    if (this.#everyMs === 0 || !Number.isFinite(this.#everyMs) || startedAt === undefined) return;
    const { objects } = this.#uncommitted.get(ordinal) ?? this.#begin(ordinal, startedAt);
    for (const objectId of objectIds) objects.add(objectId);
  }

  /** A container is gone. */
  close(ordinal: number): void {
    this.#startedAt.delete(ordinal);
    this.#uncommitted.get(ordinal)?.timer.cancel();
    this.#uncommitted.delete(ordinal);
  }

  #begin(ordinal: number, startedAt: number): Uncommitted {
    const { now, timers } = this.#kernel;
    const periods = Math.floor((now - startedAt) / this.#everyMs) + 1;
    const uncommitted: Uncommitted = {
      objects: new Set(),
      timer: timers.set({
        at: startedAt + periods * this.#everyMs,
        kind: "housekeeping",
        label: () => "commit in the background",
        fire: () => {
          this.#uncommitted.delete(ordinal);
          this.#commit(ordinal, [...uncommitted.objects]);
        },
      }),
    };
    this.#uncommitted.set(ordinal, uncommitted);
    return uncommitted;
  }

  #commit(ordinal: number, objectIds: readonly string[]): void {
    const lost = objectIds.filter((objectId) => this.#loses(ordinal, objectId));
    const objects = objectIds.filter((objectId) => !lost.includes(objectId));
    if (objects.length > 0) this.#kernel.deliver(ordinal, { type: "commit", objects });
    if (lost.length > 0) this.changed(ordinal, lost);
  }
}
