import type { Pending } from "../kernel/kernel.js";
import type { InputRecord } from "../records/call-record.js";
import { ResultSink } from "../records/result-sink.js";

/** Answers the caller of `remote`, and keeps nothing. */
export class InvokeSink extends ResultSink {
  readonly #pending: Pending<"call.invoke">;

  constructor(pending: Pending<"call.invoke">) {
    super();
    this.#pending = pending;
  }

  override ended(input: InputRecord): void {
    if (input.outcome) this.#pending.reply(input.outcome);
    input.outcome = undefined;
    input.call.sink = undefined;
  }
}
