import { Random } from "../kernel/random.js";
import type { Fault } from "./fault-plan.js";
import type { FaultFrequency } from "./fault-error.js";

/** A fault of a world, and what it has met. */
export class ArmedFault<F extends Fault = Fault> {
  readonly fault: F;
  /** As it was given, for messages. */
  readonly what: string;
  /** Whom it is for, if that was given by name. */
  readonly functionName: string | undefined;
  readonly #chance: Random;
  /** The number of each thing it was asked about. */
  readonly #numbers = new WeakMap<object, number>();
  #met = 0;
  #hits = 0;
  #isMatched = false;
  #isReached = false;
  /** Most operations of the attempts that ended before theirs. */
  #fewer: number | undefined;

  /** @param seed of a chance of its own */
  constructor(fault: F, what: string, seed: string, functionName?: string) {
    this.functionName = functionName;
    this.fault = fault;
    this.what = what;
    this.#chance = new Random(seed);
  }

  /** Whether there was something to hit, or need not be. */
  get isFulfilled(): boolean {
    return this.fault.optional === true || (this.#isMatched && (this.#isReached || this.#fewer === undefined));
  }

  /** Most operations of the attempts that it would have hit if they had had more. */
  get fewer(): number | undefined {
    return this.#fewer;
  }

  /** Whether something is among those with these numbers. Asked of all that the fault could be for, in order. */
  isNumbered(thing: object, numbers: number | readonly number[] | undefined): boolean {
    if (numbers === undefined) return true;
    const number = this.#numbers.get(thing) ?? ++this.#met;
    this.#numbers.set(thing, number);
    return includes(numbers, number);
  }

  /** Something fits in every other way. @returns whether the fault hits it */
  strikes(): boolean {
    this.#isMatched = true;
    const { times = Number.POSITIVE_INFINITY, probability = 1 }: FaultFrequency = this.fault;
    if (this.#hits >= times || (probability < 1 && this.#chance.float() >= probability)) return false;
    this.#hits++;
    return true;
  }

  /** What it strikes has come to that. */
  reached(): void {
    this.#isReached = true;
  }

  /** What it was to strike has ended before that, after so many operations. */
  missed(operations: number): void {
    this.#hits--;
    this.#fewer = Math.max(this.#fewer ?? 0, operations);
  }
}

export function includes(numbers: number | readonly number[] | undefined, number: number): boolean {
  return numbers === undefined || (typeof numbers === "number" ? numbers === number : numbers.includes(number));
}
