import type { MapOutput } from "../../contract/backend.js";
import type { Pending } from "../kernel/kernel.js";
import type { InputRecord } from "../records/call-record.js";
import { ResultSink } from "../records/result-sink.js";

/** Most inputs of a map that are sent and not complete, waiting for retries included. Modal: docs/modal/maps.md. */
const MAX_OUTSTANDING = 1000;

/** Collects the outputs of a map in order of completion, and keeps back inputs beyond the limit of outstanding ones. */
export class MapSink extends ResultSink {
  readonly #send: (input: InputRecord) => void;
  #unsent: InputRecord[] = [];
  #outstanding = 0;
  #outputs: MapOutput[] = [];
  #isComplete = false;
  #isAbandoned = false;
  #putting: Pending<"map.put"> | undefined;
  #taking: Pending<"map.take"> | undefined;

  constructor(send: (input: InputRecord) => void) {
    super();
    this.#send = send;
  }

  /** The consumer has turned away: further inputs are not wanted. */
  get isAbandoned(): boolean {
    return this.#isAbandoned;
  }

  put(inputs: readonly InputRecord[], pending: Pending<"map.put">): void {
    this.#unsent.push(...inputs);
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
  override abandon(): readonly InputRecord[] {
    const dropped = this.#unsent;
    this.#unsent = [];
    this.#isAbandoned = true;
    this.#isComplete = true;
    this.#outputs = [];
    this.#putting?.reply(null);
    this.#taking?.reply({ outputs: [], done: true });
    return dropped;
  }

  override stop(): void {
    this.#outstanding += this.#unsent.length;
    this.#unsent = [];
    this.#fill();
  }

  override ended(input: InputRecord): void {
    this.#outstanding--;
    if (input.outcome && !this.#isAbandoned) this.#outputs.push([input.index, input.outcome]);
    input.outcome = undefined;
    this.#fill();
    this.#answer();
  }

  #fill(): void {
    const sent = this.#unsent.splice(0, Math.max(0, MAX_OUTSTANDING - this.#outstanding));
    this.#outstanding += sent.length;
    for (const input of sent) this.#send(input);
    if (this.#unsent.length > 0) return;
    this.#putting?.reply(null);
    this.#putting = undefined;
  }

  #answer(): void {
    const done = this.#isComplete && this.#outstanding === 0 && this.#unsent.length === 0;
    if (!this.#taking || (this.#outputs.length === 0 && !done)) return;
    this.#taking.reply({ outputs: this.#outputs, done });
    this.#taking = undefined;
    this.#outputs = [];
  }
}
