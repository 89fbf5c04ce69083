/** Lines of a track: what overlaps stands on several. */
export class PackedRows {
  /** Whether each line is taken. */
  readonly #taken: boolean[] = [];

  /** How many lines there are, at least 1. */
  get count(): number {
    return Math.max(1, this.#taken.length);
  }

  /** The first line that is free, taken until it is given back. */
  take(): number {
    const free = this.#taken.indexOf(false);
    const row = free < 0 ? this.#taken.length : free;
    this.#taken[row] = true;
    return row;
  }

  giveBack(row: number): void {
    this.#taken[row] = false;
  }
}
