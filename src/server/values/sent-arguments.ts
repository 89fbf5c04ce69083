import { InvalidError } from "../../contract/errors.js";
import type { Wire } from "../../contract/wire.js";
import { encodeArguments } from "../../api/session/values.js";
import { isPlainObject } from "../../checks/options.js";
import { DataFormat, type FunctionInput } from "../protocol/modal.js";
import { fromCbor } from "./cbor.js";

/**
 * The arguments that a client has sent: positional ones as they are, keyword arguments as a last object.
 * @throws InvalidError for what is no list of arguments
 */
export function argumentsOf({ args, argsBlobId, dataFormat }: FunctionInput): Wire {
  if (argsBlobId) throw new InvalidError("There is no store of blobs here: arguments are sent inline.");
  if (dataFormat !== DataFormat.DATA_FORMAT_CBOR)
    throw new InvalidError(
      "Functions here take arguments as CBOR, as Modal's clients for JavaScript and Go send them.",
    );
  const decoded = fromCbor(args ?? new Uint8Array());
  const [positional, keywords = {}] = Array.isArray(decoded) ? (decoded as unknown[]) : [];
  if (!Array.isArray(positional) || !isPlainObject(keywords))
    throw new InvalidError(
      "Arguments are sent as a list with a list of positional and an object of keyword arguments.",
    );
  return encodeArguments(Object.keys(keywords).length > 0 ? [...positional, keywords] : positional);
}
