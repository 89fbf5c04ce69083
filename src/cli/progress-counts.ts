import type { WorldEvent } from "../emulator/index.js";

/** What progress shows of a world. */
export interface Progress {
  readonly inputs: number;
  readonly done: number;
  readonly running: number;
  /** Waiting for their next attempt. */
  readonly retrying: number;
  /** Alive. */
  readonly containers: number;
}

/** Counts a world's events. */
export class ProgressCounts {
  #inputs = 0;
  #done = 0;
  #containers = 0;
  readonly #running = new Set<string>();
  readonly #retrying = new Set<string>();

  /** @returns whether something that is shown has changed */
  see(event: WorldEvent): boolean {
    switch (event.type) {
      case "input.created":
        this.#inputs++;
        return true;
      case "attempt.started":
        this.#retrying.delete(event.input);
        this.#running.add(event.input);
        return true;
      case "attempt.ended":
        return this.#running.delete(event.input);
      case "input.retry":
        this.#retrying.add(event.input);
        return true;
      case "input.ended":
        this.#running.delete(event.input);
        this.#retrying.delete(event.input);
        this.#done++;
        return true;
      case "container.created":
        this.#containers++;
        return true;
      case "container.stopped":
        this.#containers--;
        return true;
      default:
        return false;
    }
  }

  get current(): Progress {
    return { inputs: this.#inputs, done: this.#done, running: this.#running.size, retrying: this.#retrying.size, containers: this.#containers };
  }
}
