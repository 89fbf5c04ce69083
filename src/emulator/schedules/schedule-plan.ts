import type { ScheduleDefinition } from "../../contract/schedule-definition.js";
import { CronMistake, parseCron, type FieldParser } from "./cron-fields.js";
import { CronTimes } from "./cron-times.js";
import { PeriodTimes } from "./period-times.js";
import { TimeZone } from "./time-zone.js";

/** The instants at which something is due. */
export interface Times {
  /**
   * The first one after an instant, none earlier than those asked for before; `undefined` if there is none any more.
   */
  next(after: number): number | undefined;
}

export interface PlanSettings {
  readonly expand: FieldParser;
  /** Whose calendar periods follow. */
  readonly timeZone: string;
  /** When periods begin: epoch milliseconds. */
  readonly start: number;
}

/** A schedule that cannot be kept, in words. */
export class ScheduleMistake extends globalThis.Error {}

/** @throws ScheduleMistake for a cron expression or time zone that is none */
export function timesOf(schedule: ScheduleDefinition, { expand, timeZone, start }: PlanSettings): Times {
  if (schedule.kind === "period") return new PeriodTimes(schedule, new TimeZone(timeZone), start);
  const { expression, timezone } = schedule;
  const zone = zoneOf(timezone);
  try {
    return new CronTimes(parseCron(expression, expand), zone);
  } catch (error) {
    if (!(error instanceof CronMistake)) throw error;
    throw new ScheduleMistake(
      `the cron expression ${JSON.stringify(expression)} is wrong at position ${error.position}: ${error.message}.\n  ${expression.replaceAll("\t", " ")}\n  ${" ".repeat(error.position - 1)}^`,
      { cause: error },
    );
  }
}

/** In words, such as `0 9 * * 1-5 in Europe/Berlin` or `every 1 month 12 hours`. */
export function describeSchedule(schedule: ScheduleDefinition): string {
  if (schedule.kind === "cron")
    return schedule.timezone === "UTC" ? schedule.expression : `${schedule.expression} in ${schedule.timezone}`;
  const { kind: _, ...parts } = schedule;
  const given = Object.entries(parts).filter(([, amount]) => amount > 0);
  return `every ${given.map(([unit, amount]) => `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`).join(" ")}`;
}

function zoneOf(name: string): TimeZone {
  try {
    return new TimeZone(name);
  } catch (error) {
    throw new ScheduleMistake(`${JSON.stringify(name)} is no time zone: give an IANA name such as "Europe/Berlin".`, {
      cause: error,
    });
  }
}
