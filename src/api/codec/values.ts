import type { Outcome } from "../backend.js";
import { FunctionCall } from "../function-call.js";
import { FunctionHandle } from "../function-handle.js";
import { DeserializationError } from "../errors.js";
import { decode } from "./decode.js";
import { encode } from "./encode.js";
import type { Wire } from "./wire.js";

/** Rebuilds handles that crossed: they come out live in the session of whoever uses them. */
function revive(kind: string, data: unknown): unknown {
  switch (kind) {
    case "function": {
      const { functionId, name, isGenerator } = data as { functionId: string; name: string; isGenerator: boolean };
      return new FunctionHandle({ kind: "id", functionId, name, isGenerator });
    }
    case "call":
      return FunctionCall.fromId((data as { callId: string }).callId);
    default:
      throw new DeserializationError(`A handle of the unknown kind "${kind}" arrived.`);
  }
}

export function decodeValue(wire: Wire): unknown {
  return decode(wire, revive);
}

export function encodeArguments(args: readonly unknown[]): Wire {
  return encode(args, "args");
}

/** The result, or the error thrown. */
export function decodeOutcome(outcome: Outcome): unknown {
  if (outcome.ok) return decodeValue(outcome.value);
  throw decodeValue(outcome.error);
}
