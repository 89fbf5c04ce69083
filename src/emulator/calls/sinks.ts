import type { MapOutput, Outcome } from "../../contract/backend.js";
import type { Wire } from "../../contract/wire.js";
import type { Pending } from "../kernel/kernel.js";
import type { InputRecord, ResultSink } from "../records/call-record.js";

/** Answers the caller of `remote`, and keeps nothing. */
export class InvokeSink implements ResultSink {
  readonly #pending: Pending<"call.invoke">;

  constructor(pending: Pending<"call.invoke">) {
    this.#pending = pending;
  }

  ended(input: InputRecord): void {
    if (input.outcome) this.#pending.reply(input.outcome);
    input.outcome = undefined;
    input.call.sink = undefined;
  }

  item(): void {}
}

/** Drops what a schedule's call returns. */
export class DiscardSink implements ResultSink {
  ended(input: InputRecord): void {
    input.outcome = undefined;
    input.call.sink = undefined;
  }

  item(): void {}
}

/** Answers whoever waits in `FunctionCall.get`. */
export class SpawnSink implements ResultSink {
  readonly #waiters = new Map<InputRecord, Set<(outcome: Outcome) => void>>();

  ended(input: InputRecord): void {
    if (input.outcome) for (const waiter of this.#waiters.get(input) ?? []) waiter(input.outcome);
    this.#waiters.delete(input);
  }

  item(): void {}

  wait(input: InputRecord, waiter: (outcome: Outcome) => void): () => void {
    const waiters = this.#waiters.get(input) ?? new Set();
    this.#waiters.set(input, waiters.add(waiter));
    return () => waiters.delete(waiter);
  }
}

/** Most inputs of a map that are sent and not complete, waiting for retries included. Modal: section 2.5. */
export const MAX_OUTSTANDING = 1000;

/** Collects the outputs of a map in order of completion, and holds back inputs beyond the limit of outstanding ones. */
export class MapSink implements ResultSink {
  readonly #send: (input: InputRecord) => void;
  #held: InputRecord[] = [];
  #outstanding = 0;
  #outputs: MapOutput[] = [];
  #isComplete = false;
  #isAbandoned = false;
  #putting: Pending<"map.put"> | undefined;
  #taking: Pending<"map.take"> | undefined;

  constructor(send: (input: InputRecord) => void) {
    this.#send = send;
  }

  /** The consumer has turned away: further inputs are not wanted. */
  get isAbandoned(): boolean {
    return this.#isAbandoned;
  }

  put(inputs: readonly InputRecord[], pending: Pending<"map.put">): void {
    this.#held.push(...inputs);
    this.#putting = pending;
    pending.waitsFor = () => `the map's ${this.#outstanding} outstanding inputs`;
    this.#fill();
  }

  /** No further input comes. */
  complete(): void {
    this.#isComplete = true;
    this.#answer();
  }

  take(pending: Pending<"map.take">): void {
    this.#taking = pending;
    pending.waitsFor = () =>
      this.#outstanding > 0
        ? `${this.#outstanding} outstanding inputs of its map`
        : "the next input of its map, which the iterable has not produced";
    this.#answer();
  }

  /** The consumer turned away: what was not sent is dropped, what was sent goes on. @returns the dropped inputs */
  abandon(): readonly InputRecord[] {
    const dropped = this.#held;
    this.#held = [];
    this.#isAbandoned = true;
    this.#isComplete = true;
    this.#outputs = [];
    this.#putting?.reply(null);
    this.#taking?.reply({ outputs: [], done: true });
    return dropped;
  }

  ended(input: InputRecord): void {
    this.#outstanding--;
    if (input.outcome && !this.#isAbandoned) this.#outputs.push([input.index, input.outcome]);
    input.outcome = undefined;
    this.#fill();
    this.#answer();
  }

  item(): void {}

  #fill(): void {
    const sent = this.#held.splice(0, Math.max(0, MAX_OUTSTANDING - this.#outstanding));
    this.#outstanding += sent.length;
    for (const input of sent) this.#send(input);
    if (this.#held.length > 0) return;
    this.#putting?.reply(null);
    this.#putting = undefined;
  }

  #answer(): void {
    const done = this.#isComplete && this.#outstanding === 0 && this.#held.length === 0;
    if (!this.#taking || (this.#outputs.length === 0 && !done)) return;
    this.#taking.reply({ outputs: this.#outputs, done });
    this.#taking = undefined;
    this.#outputs = [];
  }
}

/** Lets a generator that nobody listens to run to its end. */
export class UnheardSink implements ResultSink {
  readonly #onTaken: (items: number) => void;

  constructor(onTaken: (items: number) => void) {
    this.#onTaken = onTaken;
  }

  ended(input: InputRecord): void {
    input.outcome = undefined;
  }

  item(): void {
    this.#onTaken(1);
  }
}

/** Passes the items of a generator on in the order they were yielded. */
export class GeneratorSink implements ResultSink {
  readonly #onTaken: (items: number) => void;
  #items: Wire[] = [];
  #attempt = 1;
  /** Items of the current attempt, of all attempts without those that came twice, and those that the consumer took. */
  #yielded = 0;
  #known = 0;
  #taken = 0;
  #end: Outcome | undefined;
  #taking: Pending<"generator.take"> | undefined;

  /** @param onTaken hears how many items the consumer took, so that the generator may go on */
  constructor(onTaken: (items: number) => void) {
    this.#onTaken = onTaken;
  }

  take(pending: Pending<"generator.take">): void {
    this.#taking = pending;
    pending.waitsFor = () => "the next item of a generator";
    this.#answer();
  }

  /** A generator that was lost with its container begins anew: what the consumer has, or will take, is left out. */
  item(item: Wire, attempt: number): void {
    if (attempt !== this.#attempt) this.#yielded = 0;
    this.#attempt = attempt;
    if (++this.#yielded <= this.#known) {
      if (this.#yielded <= this.#taken) this.#onTaken(1);
      return;
    }
    this.#known++;
    this.#items.push(item);
    this.#answer();
  }

  ended(input: InputRecord): void {
    this.#end = input.outcome;
    input.outcome = undefined;
    this.#answer();
  }

  #answer(): void {
    if (!this.#taking || (this.#items.length === 0 && !this.#end)) return;
    const items = this.#items;
    this.#items = [];
    this.#taken += items.length;
    this.#taking.reply({ items, end: this.#end });
    this.#taking = undefined;
    if (items.length > 0 && !this.#end) this.#onTaken(items.length);
  }
}
