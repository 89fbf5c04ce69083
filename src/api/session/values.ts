import { excWithHints } from "./exc-with-hints.js";
import { currentSession, type Session } from "./session.js";
import { decode } from "../codec/decode.js";
import { encode, encodeError } from "../codec/encode.js";
import { setStack, withoutOwnFrames } from "../codec/own-frames.js";
import { isKnownClass, type ErrorClass } from "../codec/error-classes.js";
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
 * @param place where the call was made, if that was noted: one without a stack of its own points there
 */
export function decodeFailure(wire: Wire, session: Session, place?: globalThis.Error): unknown {
  const thrown = decodeThrown(wire, session);
  if (!(thrown instanceof globalThis.Error)) return thrown;
  if (!isWireError(wire)) return excWithHints(thrown);
  if (wire.stack === undefined) {
    const hinted = excWithHints(thrown);
    if (place?.stack !== undefined)
      setStack(hinted, `${String(hinted)}\n${withoutOwnFrames(place.stack).replace(/^.*\n/, "")}`);
    return hinted;
  }
  const lost = unknownClass(wire, session);
  return excWithHints(withCallerStack(thrown, lost === undefined ? undefined : classHint(lost, thrown)));
}

/** An error that a call has thrown, as its caller gets it, but for the stack. */
export function decodeThrown(wire: Wire, session: Session): unknown {
  return decodeAs(wire, session, RemoteError);
}

/** Name of the class of an error that came out as one of another class, because no app has registered its own. */
export function unknownClass(wire: Wire, session: Session): string | undefined {
  if (!isWireError(wire) || wire.stack === undefined) return undefined;
  return isKnownClass(wire, (name) => session.bindings.errorClass(name) !== undefined) ? undefined : wire.class;
}

/** What helps whoever looks for instances of that class. */
export function classHint(name: string, { constructor }: globalThis.Error): string {
  return `${name} came out as ${constructor.name}: register it with app.errorClass(${name}) to get its instances`;
}

export function encodeArguments(args: readonly unknown[]): Wire {
  return encodeValue(args, "args");
}

/**
 * Copies a value into its form on the wire. Stacks of errors, wherever they are in it, show the user's own lines.
 * @param path how error messages name the value
 */
export function encodeValue(value: unknown, path: string): Wire {
  return encode(value, path, mapStack);
}

/** Encodes something that was thrown in the host; its stack shows the user's own lines. */
export function encodeThrown(thrown: unknown): Wire {
  return encodeError(thrown, mapStack);
}

function mapStack(stack: string): string {
  return currentSession()?.mapStack?.(stack) ?? withoutOwnFrames(stack);
}

/** The result, or the error thrown. @param place where the call was made, if that was noted */
export function decodeOutcome(outcome: Outcome, session: Session, place?: globalThis.Error): unknown {
  if (outcome.ok) return decodeValue(outcome.value, session);
  throw decodeFailure(outcome.error, session, place);
}
