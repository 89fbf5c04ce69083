import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** How many days' offsets a zone remembers. */
const REMEMBERED = 4096;

/** A span of instants at which clocks in a zone are put forward or back, or nothing happens to them. */
interface DayOffsets {
  readonly before: number;
  readonly after: number;
  /** First instant with the later offset; of no meaning if both are the same. */
  readonly changesAt: number;
}

/** @throws InvalidError if a value is not the name of a time zone */
export function checkTimeZone(what: string, name: string): void {
  try {
    if (typeof name === "string" && new TimeZone(name)) return;
  } catch {
    // said below
  }
  throw new InvalidError(`${what} must be an IANA name such as "Europe/Berlin", not ${describe(name)}.`);
}

/** The clocks of a place. Wall time is what they show, as if it were UTC: milliseconds since 1970-01-01T00:00. */
export class TimeZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat | undefined;
  /** By day in UTC. */
  readonly #days = new Map<number, DayOffsets>();

  /** @throws RangeError for a name that is not an IANA time zone */
  constructor(name: string) {
    this.name = name;
    if (name === "UTC") return;
    const format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset", year: "numeric" });
    if (format.resolvedOptions().timeZone !== "UTC") this.#format = format;
  }

  /** Milliseconds that clocks there are ahead of UTC at an instant. */
  offsetAt(instant: number): number {
    if (!this.#format) return 0;
    const { before, after, changesAt } = this.#offsetsOn(Math.floor(instant / DAY_MS));
    return instant < changesAt ? before : after;
  }

  wallAt(instant: number): number {
    return instant + this.offsetAt(instant);
  }

  /** When clocks show a wall time: the first time if they do so twice, the end of the gap if they never do. */
  instantOf(wall: number): number {
    if (!this.#format) return wall;
    const early = wall - this.offsetAt(wall - DAY_MS / 2);
    const late = wall - this.offsetAt(wall + DAY_MS / 2);
    for (const candidate of early < late ? [early, late] : [late, early])
      if (this.wallAt(candidate) === wall) return candidate;
    return this.#changeBetween(Math.min(early, late) - HOUR_MS, Math.max(early, late) + HOUR_MS);
  }

  #offsetsOn(day: number): DayOffsets {
    const known = this.#days.get(day);
    if (known) return known;
    const start = day * DAY_MS;
    const [before, after] = [this.#read(start), this.#read(start + DAY_MS)];
    const offsets = { before, after, changesAt: before === after ? start : this.#changeBetween(start, start + DAY_MS) };
    if (this.#days.size >= REMEMBERED) this.#days.clear();
    this.#days.set(day, offsets);
    return offsets;
  }

  /** The first instant with another offset than the earlier one has, to the second. */
  #changeBetween(earlier: number, later: number): number {
    const before = this.#read(earlier);
    let [low, high] = [Math.floor(earlier / 1000), Math.ceil(later / 1000)];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#read(middle * 1000) === before) low = middle;
      else high = middle;
    }
    return high * 1000;
  }

  /** From a text such as "1/1/2026, GMT+01:00". */
  #read(instant: number): number {
    const [, sign, hours, minutes, seconds] =
      /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(this.#format?.format(instant) ?? "") ?? [];
    const ms = (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1000;
    return sign === "-" ? -ms : ms;
  }
}
