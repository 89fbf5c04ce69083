import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";
import type { FunctionRecord } from "../records/function-record.js";
import { firesOf } from "./fires.js";
import type { Scheduled } from "./schedules.js";
import { TimeZone } from "./time-zone.js";

/** How much `world.schedules.calendar` shows. */
export interface CalendarOptions {
  /** Days to show, today included, 1 to 366. Default: 31. */
  days?: number;
}

const DAY_MS = 86_400_000;

/** As many times are written out on one day; of more, the first and last. */
const WRITTEN_OUT = 6;

/** A line for each day and function, such as `Thu 2026-01-01  09:00 nightly`. */
export function calendar(
  scheduled: readonly Scheduled[],
  now: number,
  timeZone: string,
  { days = 31 }: CalendarOptions,
): string {
  if (!Number.isInteger(days) || days < 1 || days > 366)
    throw new InvalidError(
      `world.schedules.calendar: option "days" must be a whole number from 1 to 366, not ${describe(days)}.`,
    );
  const zone = new TimeZone(timeZone);
  const end = zone.instantOf((Math.floor(zone.wallAt(now) / DAY_MS) + days) * DAY_MS);
  const names = namesOf(scheduled.map(({ target }) => target));
  const byDay = new Map<number, Map<FunctionRecord, number[]>>();
  for (const { at, target } of firesOf(scheduled, now)) {
    if (at >= end) break;
    const wall = zone.wallAt(at);
    const day = Math.floor(wall / DAY_MS);
    const functions = byDay.get(day) ?? new Map<FunctionRecord, number[]>();
    byDay.set(day, functions);
    functions.set(target, [...(functions.get(target) ?? []), wall]);
  }
  const lines = [...byDay].flatMap(([day, functions]) =>
    [...functions].map(
      ([target, walls], index) =>
        `${index === 0 ? dateOf(day) : " ".repeat(14)}  ${timesOf(walls)} ${names.get(target) ?? target.tag}`,
    ),
  );
  return [
    `Schedules of ${days} ${days === 1 ? "day" : "days"} from ${dateOf(Math.floor(zone.wallAt(now) / DAY_MS))}, ${timeZone}`,
    ...(lines.length > 0 ? lines : ["nothing is due"]),
  ].join("\n");
}

/** By their own names; where several share one, with their apps; where these do so too, with their environments. */
function namesOf(targets: readonly FunctionRecord[]): ReadonlyMap<FunctionRecord, string> {
  const forms = targets.map(
    (target) =>
      [
        target.tag,
        `${target.app.name ?? ""}/${target.tag}`,
        `${target.app.name ?? ""}/${target.tag} in ${target.app.environment}`,
      ] as const,
  );
  const isShared = (form: string): boolean =>
    forms.filter((others) => others.some((other) => other === form)).length > 1;
  return new Map(targets.map((target, index) => [target, forms[index]?.find((form) => !isShared(form)) ?? target.tag]));
}

function dateOf(day: number): string {
  const date = new Date(day * DAY_MS);
  return `${["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][date.getUTCDay()] ?? ""} ${date.toISOString().slice(0, 10)}`;
}

function timesOf(walls: readonly number[]): string {
  const texts = walls.map((wall) => new Date(wall).toISOString().slice(11, wall % 60_000 === 0 ? 16 : 19));
  return texts.length <= WRITTEN_OUT
    ? texts.join(" ")
    : `${texts[0] ?? ""} … ${texts.at(-1) ?? ""} (${texts.length} times)`;
}
