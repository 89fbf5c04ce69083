import type { Kernel } from "../kernel/kernel.js";
import { MemorySnapshots } from "./memory-snapshots.js";
import type { TimerHandle } from "../kernel/timer-queue.js";

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** How the containers of a pool have started so far. Modal: docs/modal/classes.md#when-a-start-fails. */
export class StartHistory {
  readonly #kernel: Kernel;
  readonly snapshots: MemorySnapshots;
  readonly #tag: string;
  readonly #maxFailures: number;
  #isBroken = false;
  /** In a row; those that failed while another start was waited for count as one with the first. */
  #failures = 0;
  /** Set while no other container is to start. */
  #pause: TimerHandle | undefined;

  /**
   * @param tag of the function
   * @param maxFailures that many in a row are enough
   */
  constructor(kernel: Kernel, tag: string, maxFailures: number) {
    this.#kernel = kernel;
    this.snapshots = new MemorySnapshots(kernel);
    this.#tag = tag;
    this.#maxFailures = maxFailures;
  }

  /** They failed too often: until one succeeds again, none is started but for an input. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** One failed, and the next is not to start yet. */
  get isPaused(): boolean {
    return this.#pause !== undefined;
  }

  /** @returns whether others may start again, and could not before */
  succeeded(): boolean {
    this.#isBroken = false;
    this.#failures = 0;
    return this.#endPause();
  }

  /**
   * @param isHopeless the next one would fail as well
   * @param again hears when others may start again
   * @returns whether that was enough: then nothing is waited for
   */
  failed(isHopeless: boolean, again: () => void): boolean {
    this.snapshots.failed();
    if (this.#pause && !isHopeless) return false;
    this.#endPause();
    this.#failures++;
    if (isHopeless || this.#failures >= this.#maxFailures) {
      this.#isBroken = true;
      this.#failures = 0;
      return true;
    }
    const delayMs = Math.min(FIRST_PAUSE_MS * 2 ** (this.#failures - 1), LONGEST_PAUSE_MS);
    this.#kernel.events.add("start.delayed", { function: this.#tag, failures: this.#failures, delayMs });
    this.#pause = this.#kernel.timers.set({
      at: this.#kernel.now + delayMs,
      kind: "arrival",
      label: () => `start of another container of \`${this.#tag}\`, after ${this.#failures} that failed`,
      fire: () => {
        this.#pause = undefined;
        again();
      },
    });
    return false;
  }

  /** No other container is needed. */
  close(): void {
    this.#endPause();
  }

  #endPause(): boolean {
    const pause = this.#pause;
    this.#pause = undefined;
    pause?.cancel();
    return pause !== undefined;
  }
}
