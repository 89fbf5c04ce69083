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
    if (event.type === "input.created") this.#inputs++;
    else if (event.type === "container.created") this.#containers++;
    else if (event.type === "container.stopped") this.#containers--;
    else if (event.type === "attempt.started") this.#start(event.input);
    else if (event.type === "attempt.ended") this.#running.delete(event.input);
    else if (event.type === "input.retry") this.#retrying.add(event.input);
    else if (event.type === "input.ended") this.#end(event.input);
    else return false;
    return true;
  }

  #start(input: string): void {
    this.#retrying.delete(input);
    this.#running.add(input);
  }

  #end(input: string): void {
    this.#retrying.delete(input);
    this.#running.delete(input);
    this.#done++;
  }

  get current(): Progress {
    return { inputs: this.#inputs, done: this.#done, running: this.#running.size, retrying: this.#retrying.size, containers: this.#containers };
  }
}
