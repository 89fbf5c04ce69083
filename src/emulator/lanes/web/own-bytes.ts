import { InvalidError } from "../../../contract/errors.js";
import { describe } from "../../../checks/options.js";

/** The same bytes in a buffer of their own: what crosses takes all of its buffer along. */
export function ownBytes(bytes: unknown): Uint8Array<ArrayBuffer> {
  if (!(bytes instanceof Uint8Array))
    throw new InvalidError(`The body of an answer consists of bytes (Uint8Array), got ${describe(bytes)}.`);
  return new Uint8Array(bytes);
}
