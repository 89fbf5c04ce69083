import { InvalidError } from "../../api/errors.js";
import { describe } from "../../api/options.js";
import { firesOf } from "./fires.js";
import type { Scheduled } from "./schedules.js";
import { TimeZone } from "./time-zone.js";

export interface CalendarOptions {
  /** Days to show, today included, 1 to 366. Default: 31. */
  days?: number;
}

const DAY_MS = 86_400_000;

/** As many times are written out on one day; of more, the first and last. */
const WRITTEN_OUT = 6;

/** A line for each day and function, such as `Thu 2026-01-01  09:00 nightly`. */
export function calendar(scheduled: readonly Scheduled[], now: number, timeZone: string, { days = 31 }: CalendarOptions): string {
  if (!Number.isInteger(days) || days < 1 || days > 366) throw new InvalidError(`world.schedules.calendar: option "days" must be a whole number from 1 to 366, not ${describe(days)}.`);
  const zone = new TimeZone(timeZone);
  const end = zone.instantOf((Math.floor(zone.wallAt(now) / DAY_MS) + days) * DAY_MS);
  const byDay = new Map<number, Map<string, number[]>>();
  for (const { at, target } of firesOf(scheduled, now)) {
    if (at >= end) break;
    const wall = zone.wallAt(at);
    const day = Math.floor(wall / DAY_MS);
    const functions = byDay.get(day) ?? new Map<string, number[]>();
    byDay.set(day, functions);
    functions.set(target.tag, [...(functions.get(target.tag) ?? []), wall]);
  }
  const lines = [...byDay].flatMap(([day, functions]) => [...functions].map(([name, walls], index) => `${index === 0 ? dateOf(day) : " ".repeat(14)}  ${timesOf(walls)} ${name}`));
  return [`Schedules of ${days} ${days === 1 ? "day" : "days"} from ${dateOf(Math.floor(zone.wallAt(now) / DAY_MS))}, ${timeZone}`, ...(lines.length > 0 ? lines : ["nothing is due"])].join("\n");
}

function dateOf(day: number): string {
  const date = new Date(day * DAY_MS);
  return `${["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][date.getUTCDay()] ?? ""} ${date.toISOString().slice(0, 10)}`;
}

function timesOf(walls: readonly number[]): string {
  const texts = walls.map((wall) => new Date(wall).toISOString().slice(11, wall % 60_000 === 0 ? 16 : 19));
  return texts.length <= WRITTEN_OUT ? texts.join(" ") : `${texts[0] ?? ""} … ${texts.at(-1) ?? ""} (${texts.length} times)`;
}
