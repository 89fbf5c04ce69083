import { availableParallelism } from "node:os";

/** Lets so many compute at a time; others wait in a line. */
export class ComputingOrder {
  readonly #line: (() => void)[] = [];
  #free: number;

  constructor(places: number) {
    this.#free = places;
  }

  /** Resolves when there is a place. */
  enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#line.push(resolve);
    });
  }

  leave(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#free++;
  }
}

/** Interpreters of this thread that compute at the same time: as many as there are processors. */
export const processors: ComputingOrder = new ComputingOrder(availableParallelism());
