/** Something that happens once, and whoever waits for it. */
export class Moment<T extends readonly unknown[]> {
  readonly #waiting = new Set<(...values: T) => void>();
  #values: T | undefined;

  /** Calls `done` when it happens, at once if it has happened. @returns how to take that back */
  when(done: (...values: T) => void): () => void {
    if (this.#values) done(...this.#values);
    else this.#waiting.add(done);
    return () => void this.#waiting.delete(done);
  }

  /** Only the first time counts. */
  happen(...values: T): void {
    if (this.#values) return;
    this.#values = values;
    for (const done of this.#waiting) done(...values);
    this.#waiting.clear();
  }
}
