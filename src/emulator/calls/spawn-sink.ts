import type { Outcome } from "../../contract/backend.js";
import type { InputRecord } from "../records/call-record.js";
import { ResultSink } from "../records/result-sink.js";

/** Answers whoever waits in `FunctionCall.get`. */
export class SpawnSink extends ResultSink {
  readonly #waiters = new Map<InputRecord, Set<(outcome: Outcome) => void>>();

  override ended(input: InputRecord): void {
    if (input.outcome) for (const waiter of this.#waiters.get(input) ?? []) waiter(input.outcome);
    this.#waiters.delete(input);
  }

  wait(input: InputRecord, waiter: (outcome: Outcome) => void): () => void {
    const waiters = this.#waiters.get(input) ?? new Set();
    this.#waiters.set(input, waiters.add(waiter));
    return () => waiters.delete(waiter);
  }
}
