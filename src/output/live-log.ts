/** A line that a container has written. */
export interface ShownLine {
  readonly container: string;
  readonly stream: "stdout" | "stderr";
  /** Epoch milliseconds of virtual time. */
  readonly at: number;
  readonly text: string;
}

/** Shows what containers write while their turns go on, and nothing twice: later it is in the log. */
export class LiveLog {
  readonly #show: (line: ShownLine) => void;
  /** Lines of each container that are shown and not in the log yet. */
  readonly #ahead = new Map<string, number>();

  constructor(show: (line: ShownLine) => void) {
    this.#show = show;
  }

  /** @param lines of turns that go on, from their beginnings */
  look(lines: readonly ShownLine[]): void {
    const seen = new Map<string, number>();
    for (const line of lines) {
      const { container } = line;
      const number = (seen.get(container) ?? 0) + 1;
      seen.set(container, number);
      if (number <= (this.#ahead.get(container) ?? 0)) continue;
      this.#ahead.set(container, number);
      this.#show(line);
    }
  }

  /** A line is in the log. */
  logged(line: ShownLine): void {
    const ahead = this.#ahead.get(line.container) ?? 0;
    if (ahead === 0) this.#show(line);
    else this.#ahead.set(line.container, ahead - 1);
  }
}
