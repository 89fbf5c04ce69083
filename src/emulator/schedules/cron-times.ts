import type { CronFields } from "./cron-fields.js";
import type { TimeZone } from "./time-zone.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** As far ahead as a fitting day is looked for: the longest wait is for 29 February on a given weekday. */
const MAX_DAYS = 366 * 41;

/**
 * The instants of a cron expression in a time zone. As in Vixie cron, a fixed time fires once on a day when clocks are
 * put back, and at the end of the gap on a day when they skip it; an interval (`*` in the minute or hour) fires
 * whenever clocks show a time that fits.
 */
export class CronTimes {
  readonly #fields: CronFields;
  readonly #zone: TimeZone;
  /** Times of day that fit, in milliseconds. */
  readonly #times: readonly number[];
  /** The instants of the day that was looked at last: this plus each of these. */
  #day = Number.NaN;
  #base = 0;
  #instants: readonly number[] = [];
  /** Of the instant that was given last. */
  #index = 0;

  constructor(fields: CronFields, zone: TimeZone) {
    this.#fields = fields;
    this.#zone = zone;
    this.#times = fields.hours.flatMap((hour) => fields.minutes.map((minute) => (hour * 60 + minute) * MINUTE_MS));
  }

  /** The first instant after another; `undefined` if there is none within 41 years. */
  next(after: number): number | undefined {
    if (this.#at(this.#index) === after && this.#index + 1 < this.#instants.length) return this.#at(++this.#index);
    const today = Math.floor(this.#zone.wallAt(after) / DAY_MS);
    for (let day = today - 1; day < today + MAX_DAYS; day++) {
      if (!this.#fits(day)) continue;
      if (day !== this.#day) this.#turnTo(day);
      if (this.#at(this.#instants.length - 1) <= after) continue;
      this.#index = this.#instants.findIndex((instant) => this.#base + instant > after);
      if (this.#index >= 0) return this.#at(this.#index);
    }
    return undefined;
  }

  #at(index: number): number {
    return this.#base + (this.#instants[index] ?? Number.NaN);
  }

  #fits(day: number): boolean {
    const date = new Date(day * DAY_MS);
    const { days, months, weekdays, needsBothDays } = this.#fields;
    if (!months.has(date.getUTCMonth() + 1)) return false;
    const [fitsDay, fitsWeekday] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
    return needsBothDays ? fitsDay && fitsWeekday : fitsDay || fitsWeekday;
  }

  /** Takes up the instants of a day as clocks there show it, in order. */
  #turnTo(day: number): void {
    const zone = this.#zone;
    const start = day * DAY_MS;
    const [first, last] = [zone.offsetAt(start - DAY_MS / 2), zone.offsetAt(start + 1.5 * DAY_MS)];
    this.#day = day;
    this.#base = first === last ? start - first : 0;
    this.#instants = first === last ? this.#times : this.#across(start, [first, last]);
  }

  /** On a day when clocks change. */
  #across(start: number, offsets: readonly number[]): readonly number[] {
    const zone = this.#zone;
    const instants = new Set<number>();
    for (const time of this.#times) {
      const wall = start + time;
      if (!this.#fields.isInterval) instants.add(zone.instantOf(wall));
      else for (const offset of offsets) if (zone.wallAt(wall - offset) === wall) instants.add(wall - offset);
    }
    return [...instants].toSorted((a, b) => a - b);
  }
}
