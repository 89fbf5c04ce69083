import type { CronFields } from "./cron-fields.js";
import type { TimeZone } from "./time-zone.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** As far ahead as a fitting day is looked for: the longest wait is for 29 February on a given weekday. */
const MAX_DAYS = 366 * 41;

/**
 * The instants of a cron expression in a time zone. As in Vixie cron, a fixed time fires once on a day when clocks are put back, and at the end of the
 * gap on a day when they skip it; an interval (`*` in the minute or hour) fires whenever clocks show a time that fits.
 */
export class CronTimes {
  readonly #fields: CronFields;
  readonly #zone: TimeZone;
  /** The instants of the day that was looked at last. */
  #day = Number.NaN;
  #instants: readonly number[] = [];
  #index = 0;

  constructor(fields: CronFields, zone: TimeZone) {
    this.#fields = fields;
    this.#zone = zone;
  }

  /** The first instant after another; `undefined` if there is none within 41 years. */
  next(after: number): number | undefined {
    const known = this.#instants[this.#index];
    if (known === after) {
      const following = this.#instants[++this.#index];
      if (following !== undefined) return following;
    }
    const today = Math.floor(this.#zone.wallAt(after) / DAY_MS);
    for (let day = today - 1; day < today + MAX_DAYS; day++) {
      if (!this.#fits(day)) continue;
      if (day !== this.#day) {
        this.#day = day;
        this.#instants = this.#on(day);
      }
      this.#index = this.#instants.findIndex((instant) => instant > after);
      if (this.#index >= 0) return this.#instants[this.#index];
    }
    return undefined;
  }

  #fits(day: number): boolean {
    const date = new Date(day * DAY_MS);
    const { days, months, weekdays, needsBothDays } = this.#fields;
    if (!months.has(date.getUTCMonth() + 1)) return false;
    const [fitsDay, fitsWeekday] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
    return needsBothDays ? fitsDay && fitsWeekday : fitsDay || fitsWeekday;
  }

  /** All instants of a day as clocks there show it, in order. */
  #on(day: number): readonly number[] {
    const { hours, minutes, isInterval } = this.#fields;
    const zone = this.#zone;
    const walls = hours.flatMap((hour) => minutes.map((minute) => day * DAY_MS + (hour * 60 + minute) * MINUTE_MS));
    const [first, last] = [zone.offsetAt(day * DAY_MS - DAY_MS / 2), zone.offsetAt((day + 1) * DAY_MS + DAY_MS / 2)];
    if (first === last) return walls.map((wall) => wall - first);
    const instants = new Set<number>();
    for (const wall of walls) {
      if (!isInterval) instants.add(zone.instantOf(wall));
      else for (const offset of [first, last]) if (zone.wallAt(wall - offset) === wall) instants.add(wall - offset);
    }
    return [...instants].toSorted((a, b) => a - b);
  }
}
