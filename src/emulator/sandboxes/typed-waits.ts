import type { Pending } from "../kernel/kernel.js";

/**
 * Waits of somebody who types at the terminal of a process: while it listens to what is typed, no time passes for their
 * sake, as nobody knows how long that takes.
 */
export class TypedWaits {
  readonly #all = new Set<Pending>();
  #isListening = false;

  add(pending: Pending): void {
    if (!pending.isOpen) return;
    this.#all.add(pending);
    pending.isPassive = this.#isListening;
  }

  /** The process waits for what is typed, or not any more. */
  set isListening(isListening: boolean) {
    this.#isListening = isListening;
    for (const pending of this.#all)
      if (pending.isOpen) pending.isPassive = isListening;
      else this.#all.delete(pending);
  }
}
