import type { Timestamp } from "../protocol/modal.js";

/** Epoch milliseconds of a moment; `undefined` for none. */
export function millisecondsOf(timestamp: Timestamp | null): number | undefined {
  return timestamp === null ? undefined : timestamp.seconds * 1000 + timestamp.nanos / 1e6;
}

/** @param ms epoch milliseconds */
export function timestampOf(ms: number): Timestamp {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: Math.round((ms - seconds * 1000) * 1e6) };
}

/** Whole milliseconds: clients send seconds as floats, which are a little off. */
export function millisecondsIn(seconds: number): number {
  return Math.round(seconds * 1000);
}
