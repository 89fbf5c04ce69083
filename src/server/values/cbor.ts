import { Decoder, Encoder } from "cbor-x";
import { InvalidError, SerializationError } from "../../contract/errors.js";

/** The profile that all of Modal's clients read. Source: `modal@0.11.1`. */
const PROFILE = {
  mapsAsObjects: true,
  useRecords: false,
  tagUint8Array: false,
  useTag259ForMaps: false,
} as const;

const encoder = new Encoder(PROFILE);
const decoder = new Decoder(PROFILE);

/** @throws SerializationError for what has no form in CBOR */
export function toCbor(value: unknown): Uint8Array {
  try {
    return encoder.encode(value);
  } catch (error) {
    throw new SerializationError(`The value has no form in CBOR: ${(error as globalThis.Error).message}`);
  }
}

/** @throws InvalidError for bytes that are no CBOR */
export function fromCbor(bytes: Uint8Array): unknown {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new InvalidError(`What was sent is not CBOR: ${(error as globalThis.Error).message}`);
  }
}
