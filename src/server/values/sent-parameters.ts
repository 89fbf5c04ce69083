import { InvalidError } from "../../contract/errors.js";
import type { ClassParameterSet } from "../protocol/modal.js";
import { decodeMessage } from "../protocol/methods.js";

/** Values of parameters by name, from the bytes that clients send. @throws InvalidError for bytes that are none */
export function parametersOf(bytes: Uint8Array): Record<string, unknown> {
  const { parameters } = decoded(bytes);
  return Object.fromEntries(
    parameters.map(({ name, stringValue, intValue, bytesValue, boolValue }) => [
      name,
      stringValue ?? intValue ?? boolValue ?? (bytesValue && new Uint8Array(bytesValue)),
    ]),
  );
}

function decoded(bytes: Uint8Array): ClassParameterSet {
  try {
    return decodeMessage("ClassParameterSet", bytes) as ClassParameterSet;
  } catch (error) {
    throw new InvalidError(`The parameters of a class cannot be read: ${(error as globalThis.Error).message}`);
  }
}
