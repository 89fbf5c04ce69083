import type { Wire } from "../../contract/wire.js";
import type { InputRecord } from "./call-record.js";

/** Takes what the inputs of a call come to. */
export abstract class ResultSink {
  abstract ended(input: InputRecord): void;

  /** A generator has yielded. */
  item(_item: Wire, _attempt: number): void {}

  /** Whoever made the call has turned away. @returns the inputs that are not to be sent any more */
  abandon(): readonly InputRecord[] {
    return NONE;
  }
}

const NONE: readonly InputRecord[] = [];
