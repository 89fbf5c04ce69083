import type { WorldEvent } from "../emulator/kernel/events.js";

/** What progress shows of an app or of one function. */
export interface Progress {
  readonly inputs: number;
  /** Inputs that have ended, however that was. */
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  /** Waiting for their next attempt. */
  readonly retrying: number;
  /** Alive. */
  readonly containers: number;
}

type Counts = { -readonly [K in keyof Progress]: Progress[K] };

const NOTHING: Progress = { inputs: 0, done: 0, failed: 0, running: 0, retrying: 0, containers: 0 };

/** Counts events, in all and by function. */
export class ProgressCounts {
  readonly #total: Counts = { ...NOTHING };
  readonly #functions = new Map<string, Counts>();
  readonly #calls = new Map<string, Counts>();
  readonly #inputs = new Map<string, { readonly of: Counts; state: "running" | "retrying" | undefined }>();
  readonly #containers = new Map<string, Counts>();

  /** @returns whether something that is shown has changed */
  see(event: WorldEvent): boolean {
    switch (event.type) {
      case "call.created":
        this.#calls.set(event.call, this.#function(event.function));
        return false;
      case "input.created": {
        const of = this.#calls.get(event.call);
        if (!of) return false;
        this.#inputs.set(event.input, { of, state: undefined });
        this.#add(of, "inputs", 1);
        return true;
      }
      case "attempt.started":
        return this.#move(event.input, "running");
      case "attempt.ended":
        return this.#move(event.input, undefined);
      case "input.retry":
        return this.#move(event.input, "retrying");
      case "input.ended":
        return this.#end(event.input, event.status !== "SUCCESS");
      case "container.created": {
        const of = this.#function(event.function);
        this.#containers.set(event.container, of);
        this.#add(of, "containers", 1);
        return true;
      }
      case "container.stopped": {
        const of = this.#containers.get(event.container);
        if (of) this.#add(of, "containers", -1);
        return this.#containers.delete(event.container);
      }
      default:
        return false;
    }
  }

  get total(): Progress {
    return this.#total;
  }

  /** By name, in the order in which they were first used. */
  get functions(): ReadonlyMap<string, Progress> {
    return this.#functions;
  }

  #function(name: string): Counts {
    const known = this.#functions.get(name);
    if (known) return known;
    const made = { ...NOTHING };
    this.#functions.set(name, made);
    return made;
  }

  #move(id: string, state: "running" | "retrying" | undefined): boolean {
    const input = this.#inputs.get(id);
    if (!input) return false;
    if (input.state) this.#add(input.of, input.state, -1);
    if (state) this.#add(input.of, state, 1);
    input.state = state;
    return true;
  }

  #end(id: string, hasFailed: boolean): boolean {
    const of = this.#inputs.get(id)?.of;
    if (!of) return false;
    this.#move(id, undefined);
    this.#inputs.delete(id);
    this.#add(of, "done", 1);
    if (hasFailed) this.#add(of, "failed", 1);
    return true;
  }

  #add(of: Counts, what: keyof Counts, amount: number): void {
    of[what] += amount;
    this.#total[what] += amount;
  }
}
