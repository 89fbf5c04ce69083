/** Entries of one map: more take longer to find their place, by being spread over the memory and by growing. */
const CHUNK = 2048;

/**
 * Things by id, of which there may be millions: maps of a bounded size, one after the other. Most that is looked up is
 * young, and most that is forgotten is old.
 */
export class Registry<T> {
  readonly #chunks: Map<string, T>[] = [];

  set(id: string, value: T): void {
    const last = this.#chunks.at(-1);
    if (last && last.size < CHUNK) last.set(id, value);
    else this.#chunks.push(new Map([[id, value]]));
  }

  get(id: string): T | undefined {
    for (let index = this.#chunks.length - 1; index >= 0; index--) {
      const value = this.#chunks[index]?.get(id);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The same, for what is probably old. */
  getOld(id: string): T | undefined {
    return this.#chunks.find((chunk) => chunk.has(id))?.get(id);
  }

  delete(id: string): void {
    const index = this.#chunks.findIndex((chunk) => chunk.delete(id));
    if (this.#chunks[index]?.size === 0) this.#chunks.splice(index, 1);
  }

  *values(): Generator<T, void> {
    for (const chunk of this.#chunks) yield* chunk.values();
  }
}
