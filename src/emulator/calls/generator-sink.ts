import type { Outcome } from "../../contract/backend.js";
import type { Wire } from "../../contract/wire.js";
import type { Pending } from "../kernel/kernel.js";
import type { InputRecord } from "../records/call-record.js";
import { ResultSink } from "../records/result-sink.js";

/** Passes the items of a generator on in the order they were yielded. */
export class GeneratorSink extends ResultSink {
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
    super();
    this.#onTaken = onTaken;
  }

  take(pending: Pending<"generator.take">): void {
    this.#taking = pending;
    pending.waitsFor = () => "the next item of a generator";
    this.#answer();
  }

  /** A generator that was lost with its container begins anew: what the consumer has, or will take, is left out. */
  override item(item: Wire, attempt: number): void {
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

  override ended(input: InputRecord): void {
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
