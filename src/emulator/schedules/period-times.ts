import type { TimeZone } from "./time-zone.js";
import type { PeriodDefinition } from "../../contract/schedule-definition.js";

const DAY_MS = 86_400_000;

/** Beyond it, JavaScript has no dates. */
const LAST_INSTANT = 8.64e15;

/**
 * The instants of a period, counted from the moment it began. Years to days are steps on the calendar of a zone, and
 * keep the time of day; a month that is too short gives its last day. Hours to seconds are spans of time.
 */
export class PeriodTimes {
  readonly #parts: PeriodDefinition;
  readonly #zone: TimeZone;
  readonly #start: number;
  #count = 0;

  constructor(parts: PeriodDefinition, zone: TimeZone, start: number) {
    this.#parts = parts;
    this.#zone = zone;
    this.#start = start;
  }

  /**
   * The first instant after another, which is none before the last one asked for; `undefined` if there is none any
   * more.
   */
  next(after: number): number | undefined {
    if (this.#at(this.#count) > after) this.#count = 0;
    for (;;) {
      const at = this.#at(this.#count);
      if (at > LAST_INSTANT) return undefined;
      if (at > after) return at;
      this.#count += Math.max(1, Math.floor((after - at) / this.#longest));
    }
  }

  /** No period is longer, in milliseconds: steps of this size never go too far. */
  get #longest(): number {
    const { years, months, weeks, days, hours, minutes, seconds } = this.#parts;
    return (
      (years * 366 + months * 31 + weeks * 7 + days) * DAY_MS +
      (days || weeks || months || years ? DAY_MS : 0) +
      (hours * 3600 + minutes * 60 + seconds) * 1000 +
      1
    );
  }

  #at(count: number): number {
    const { years, months, weeks, days, hours, minutes, seconds } = this.#parts;
    const span = (hours * 3600 + minutes * 60 + seconds) * 1000 * count;
    if (years + months + weeks + days === 0) return Math.round(this.#start + span);
    const wall = new Date(this.#zone.wallAt(this.#start));
    const month = wall.getUTCMonth() + (years * 12 + months) * count;
    const lastDay = new Date(Date.UTC(wall.getUTCFullYear(), month + 1, 0)).getUTCDate();
    const date =
      Date.UTC(wall.getUTCFullYear(), month, Math.min(wall.getUTCDate(), lastDay)) +
      (weeks * 7 + days) * count * DAY_MS;
    if (!(date <= LAST_INSTANT)) return Number.POSITIVE_INFINITY;
    return Math.round(this.#zone.instantOf(date + (wall.getTime() % DAY_MS)) + span);
  }
}
