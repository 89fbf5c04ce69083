import { errorNumber } from "../bridge/error-numbers.js";

/** A call that the system refuses. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }

  get number(): number {
    return errorNumber(this.code);
  }
}
