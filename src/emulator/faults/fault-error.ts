import { encodeError } from "../../api/codec/encode.js";
import { withoutOwnFrames } from "../../api/codec/own-frames.js";
import { type WireError, wireError } from "../../contract/wire.js";

/** An error as a plan tells of it; an `Error` will do, and keeps its cause and its own properties. */
export interface FaultError {
  /** Its class: one that is built-in, Modal's, or registered by the app. */
  readonly name: string;
  readonly message: string;
}

/** How often a fault hits what it is for. */
export interface FaultFrequency {
  /** At most so many hits; 1 or more. Default: every one. */
  times?: number;
  /** Chance of each hit, from the seed; above 0, at most 1. Default: 1. */
  probability?: number;
  /** Whether it is all right that there is nothing to hit. Default: false, so that `world.faults.verify` throws. */
  optional?: boolean;
}

/** @param otherwise if none was given */
export function wireOfFault(error: FaultError | undefined, otherwise: WireError): WireError {
  if (error instanceof globalThis.Error) return encodeError(error, withoutOwnFrames) as WireError;
  return error ? wireError(error.name, error.message) : otherwise;
}
