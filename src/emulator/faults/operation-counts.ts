import type { Origin } from "../kernel/kernel.js";

/** How many operations the code of attempts has asked for, of those that have asked for the most. */
export class OperationCounts {
  readonly #counts = new Map<string, number>();
  #most = 0;

  get most(): number {
    return this.#most;
  }

  add({ inputId, attempt }: Origin): void {
    if (inputId === undefined) return;
    const key = `${inputId} ${attempt}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    this.#most = Math.max(this.#most, count);
  }
}
