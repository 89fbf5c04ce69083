import type { InputRecord } from "../records/call-record.js";
import { ResultSink } from "../records/result-sink.js";

/** Lets a generator that nobody listens to run to its end. */
export class UnheardSink extends ResultSink {
  readonly #onTaken: (items: number) => void;

  constructor(onTaken: (items: number) => void) {
    super();
    this.#onTaken = onTaken;
  }

  override ended(input: InputRecord): void {
    input.outcome = undefined;
  }

  override item(): void {
    this.#onTaken(1);
  }
}
