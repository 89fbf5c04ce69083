import type { Outcome } from "../../contract/backend.js";
import { isWireError, type Wire } from "../../contract/wire.js";
import type { EventError } from "./events.js";

/** The part of an outcome that is logged. */
export function eventError(outcome: Outcome): { error?: EventError } {
  return outcome.ok ? {} : { error: errorSummary(outcome.error) };
}

function errorSummary(error: Wire): EventError {
  return isWireError(error)
    ? { name: error.name, message: error.message }
    : { name: typeof error, message: typeof error === "string" ? error : "" };
}
