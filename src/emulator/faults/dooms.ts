import type { InputRecord } from "../records/call-record.js";
import type { TimerHandle } from "../kernel/timer-queue.js";

/** What befalls an attempt, at the latest when it comes to its end, unless it is for an operation beyond that. */
export interface Doom {
  readonly attempt: number;
  readonly strike: () => void;
  /** The attempt has ended before its operation: that was not one of so many. */
  readonly missed?: ((operations: number) => void) | undefined;
  timer: TimerHandle | undefined;
  /** With which operation of its code it strikes, of which the end is the last; infinite: with the end, whichever. */
  readonly atOperation: number;
  /** How many operations its code has asked for. */
  operations: number;
}

/** What is going to befall attempts. */
export class Dooms {
  readonly #ofInputs = new WeakMap<InputRecord, Doom>();

  set(input: InputRecord, doom: Doom): void {
    this.#ofInputs.set(input, doom);
  }

  /** An attempt came to an outcome. @returns what is to strike now */
  atEnd(input: InputRecord, attempt: number | undefined): (() => void) | undefined {
    const doom = this.#of(input, attempt);
    if (!doom) return undefined;
    const { atOperation, operations } = doom;
    if (atOperation === Number.POSITIVE_INFINITY || atOperation <= operations + 1)
      return () => this.strike(input, doom);
    this.#ofInputs.delete(input);
    doom.missed?.(operations);
    return undefined;
  }

  /**
   * An attempt asks for something, for its input and those that run in the same call.
   * @returns what is to strike as soon as that is done
   */
  atOperation(input: InputRecord, attempt: number | undefined): (() => void) | undefined {
    if (!this.#isCurrent(input, attempt)) return undefined;
    for (const each of input.together) {
      const doom = this.#of(each, each.attempt);
      if (doom && ++doom.operations >= doom.atOperation) return () => this.strike(each, doom);
    }
    return undefined;
  }

  strike(input: InputRecord, doom: Doom): void {
    doom.timer?.cancel();
    if (this.#ofInputs.get(input) !== doom) return;
    this.#ofInputs.delete(input);
    doom.strike();
  }

  #of(input: InputRecord, attempt: number | undefined): Doom | undefined {
    const doom = this.#ofInputs.get(input);
    return doom?.attempt === attempt && this.#isCurrent(input, attempt) ? doom : undefined;
  }

  #isCurrent(input: InputRecord, attempt: number | undefined): boolean {
    return input.attempt === attempt && input.state === "running";
  }
}
