import type { WebEnd, WebHead, WebPiece } from "../../contract/web-commands.js";
import type { Wire } from "../../contract/wire.js";
import type { InputRecord } from "./call-record.js";

/** Takes what the inputs of a call come to. */
export abstract class ResultSink {
  abstract ended(input: InputRecord): void;

  /** A generator has yielded. */
  item(_item: Wire, _attempt: number): void {}

  /** Something of the answer to a web request. */
  answered(_head: WebHead | undefined, _pieces: readonly WebPiece[], _end: WebEnd | undefined): void {}

  /** So many bytes of the body of a web request were taken. */
  consumed(_bytes: number): void {}

  /** An attempt at an input was handed to its container. */
  delivered(): void {}

  /** Whether another container may run an input whose container was lost. */
  get isRepeatable(): boolean {
    return true;
  }

  /** Whoever made the call has turned away. @returns the inputs that are not to be sent any more */
  abandon(): readonly InputRecord[] {
    return NONE;
  }

  /** Its app has stopped: nothing more is sent, and all inputs are about to end. */
  stop(): void {}
}

const NONE: readonly InputRecord[] = [];
