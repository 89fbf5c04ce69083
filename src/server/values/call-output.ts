import { decodeValue } from "../../api/session/values.js";
import type { Session } from "../../api/session/session.js";
import type { Outcome } from "../../contract/backend.js";
import { isWireError, type Wire } from "../../contract/wire.js";
import {
  DataFormat,
  GenericResult_GenericStatus as Status,
  type FunctionGetOutputsItem,
  type GenericResult,
} from "../protocol/modal.js";
import type { Init } from "../rpc/handlers.js";
import { toCbor } from "./cbor.js";

/** Failures that Modal tells apart from others, by the class of the error. */
const STATUSES: Readonly<Record<string, Status>> = {
  FunctionTimeoutError: Status.GENERIC_STATUS_TIMEOUT,
  InternalFailure: Status.GENERIC_STATUS_INTERNAL_FAILURE,
};

/** What an input came to, as clients take it. */
export function outputOf(outcome: Outcome, session: Session): Init<FunctionGetOutputsItem> {
  if (!outcome.ok) return { result: failure(outcome.error) };
  try {
    const data = toCbor(decodeValue(outcome.value, session) ?? null);
    return { result: { status: Status.GENERIC_STATUS_SUCCESS, data }, dataFormat: DataFormat.DATA_FORMAT_CBOR };
  } catch (error) {
    return { result: { status: Status.GENERIC_STATUS_FAILURE, exception: String(error) } };
  }
}

function failure(error: Wire): Init<GenericResult> {
  if (!isWireError(error)) return { status: Status.GENERIC_STATUS_FAILURE, exception: String(error) };
  const { class: name, message, stack = "" } = error;
  const status = STATUSES[name] ?? Status.GENERIC_STATUS_FAILURE;
  // the two that a client names itself
  const exception = name in STATUSES || name === "RemoteError" ? message : `${error.name}: ${message}`;
  return { status, exception, traceback: stack };
}
