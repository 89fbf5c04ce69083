import type { Kernel } from "../kernel/kernel.js";
import type { Loss } from "../kernel/protocol.js";
import type { Container } from "../records/container.js";
import { MAX_LOSSES } from "../records/max-losses.js";

/** How the containers of a pool have started so far. */
export class StartHistory {
  readonly #kernel: Kernel;
  #hasSnapshot = false;
  #isBroken = false;
  /** Lanes that died while containers started there, since one did start. */
  readonly #losses = new Set<number>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** The last one failed: until one succeeds again, none is started but for an input. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /**
   * The first container of a pool takes the memory snapshot, later ones start from it.
   * Modal: docs/modal/ending-containers.md#memory-snapshots.
   */
  restored({ id }: Container): void {
    this.#kernel.events.add(this.#hasSnapshot ? "container.restored" : "container.snapshotted", { container: id });
    this.#hasSnapshot = true;
  }

  succeeded(): void {
    this.#isBroken = false;
    this.#losses.clear();
  }

  failed(): void {
    this.#isBroken = true;
  }

  /**
   * A container was lost while it started; those that went with one lane count as one. @returns whether that happened
   * too often by now
   */
  lost({ culprit, lane }: Loss): boolean {
    if (culprit !== "other") this.#losses.add(lane);
    return this.#losses.size > MAX_LOSSES;
  }
}
