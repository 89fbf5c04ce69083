import type { InputRecord } from "../records/call-record.js";
import { ResultSink } from "../records/result-sink.js";

/** Drops what a schedule's call returns. */
export class DiscardSink extends ResultSink {
  override ended(input: InputRecord): void {
    input.outcome = undefined;
    input.call.sink = undefined;
  }
}
