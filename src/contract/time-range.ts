/** The last instant that a `Date` can be, in epoch milliseconds, and the longest span of time that anything takes. */
export const LAST_INSTANT = 8.64e15;

/** Whether it is a number of milliseconds that a clock may pass, in either direction. */
export function isSpan(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= LAST_INSTANT;
}
