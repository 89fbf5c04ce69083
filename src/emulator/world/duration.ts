import { types } from "node:util";
import { describe, isPlainObject } from "../../checks/options.js";
import { LAST_INSTANT, isSpan } from "../../contract/time-range.js";
import { InvalidError } from "../../contract/errors.js";

/** A span of virtual time: milliseconds, or its parts. */
export type Duration =
  | number
  | {
      readonly weeks?: number;
      readonly days?: number;
      readonly hours?: number;
      readonly minutes?: number;
      readonly seconds?: number;
      readonly milliseconds?: number;
    };

const UNITS = {
  weeks: 604_800_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
} as const;

/** @throws InvalidError for an unknown unit, or a span that is negative or longer than 8.64e15 ms */
export function toMilliseconds(duration: Duration): number {
  if (typeof duration !== "number" && !isPlainObject(duration))
    throw new InvalidError(
      `A duration must be a number of milliseconds or its parts, such as { minutes: 5 }, not ${describe(duration)}.`,
    );
  const parts: Record<string, unknown> = typeof duration === "number" ? { milliseconds: duration } : { ...duration };
  let total = 0;
  for (const [unit, amount] of Object.entries(parts)) {
    const factor = UNITS[unit as keyof typeof UNITS] as number | undefined;
    if (factor === undefined)
      throw new InvalidError(`"${unit}" is no unit of time; known are ${Object.keys(UNITS).join(", ")}.`);
    if (typeof amount !== "number" || !Number.isFinite(amount))
      throw new InvalidError(`A duration's ${unit} must be a finite number, not ${describe(amount)}.`);
    total += amount * factor;
  }
  if (total < 0) throw new InvalidError(`A duration must not be negative: ${total} ms.`);
  if (!isSpan(total)) throw new InvalidError(`A duration must be at most ${LAST_INSTANT} ms, not ${String(total)}.`);
  return total;
}

/** @throws InvalidError if the text or date is none */
export function toInstant(at: Date | string | number): number {
  if (!types.isDate(at) && typeof at !== "number" && typeof at !== "string")
    throw new InvalidError(`A point in time must be a Date, a number or a text, not ${describe(at)}.`);
  const instant = types.isDate(at)
    ? at.getTime()
    : typeof at === "number"
      ? at
      : Date.parse(/[zZ]$|[+-]\d\d:?\d\d$/.test(at) || !at.includes("T") ? at : `${at}Z`);
  if (!isSpan(instant))
    throw new InvalidError(
      `${typeof at === "number" ? at : JSON.stringify(at)} is not a point in time: use an ISO date such as "2026-01-01T00:00:00Z".`,
    );
  return instant;
}
