import { excWithHints } from "./exc-with-hints.js";
import { currentSession, type Session } from "./session.js";
import { decode } from "../codec/decode.js";
import { encode } from "../codec/encode.js";
import type { ErrorClass } from "../codec/error-classes.js";
import { withCallerStack } from "../codec/with-caller-stack.js";
import type { Outcome } from "../../contract/backend.js";
import { DeserializationError, RemoteError } from "../../contract/errors.js";
import { isWireError, type Wire } from "../../contract/wire.js";

/** @param session whose handles are to come out */
export function decodeValue(wire: Wire, session: Session | undefined = currentSession()): unknown {
  return decodeAs(wire, session, globalThis.Error);
}

/** @param unknown what errors of classes become that are not known here */
function decodeAs(wire: Wire, session: Session | undefined, unknown: ErrorClass): unknown {
  const revive = session?.revive ?? refuseHandle;
  return decode(wire, (kind, data) => revive(kind, data, session?.bindings), {
    find: (name) => session?.bindings.errorClass(name),
    unknown,
  });
}

function refuseHandle(kind: string): never {
  throw new DeserializationError(`A handle of the kind "${kind}" arrived where no world is in sight.`);
}

/**
 * What a call has thrown; the stack of an error goes on with that of the caller.
 * Modal: docs/modal/errors.md#from-result-to-error.
 */
export function decodeFailure(wire: Wire, session: Session): unknown {
  const thrown = decodeAs(wire, session, RemoteError);
  return thrown instanceof globalThis.Error
    ? excWithHints(isWireError(wire) && wire.stack !== undefined ? withCallerStack(thrown) : thrown)
    : thrown;
}

export function encodeArguments(args: readonly unknown[]): Wire {
  return encode(args, "args");
}

/** The result, or the error thrown. */
export function decodeOutcome(outcome: Outcome, session: Session): unknown {
  if (outcome.ok) return decodeValue(outcome.value, session);
  throw decodeFailure(outcome.error, session);
}
