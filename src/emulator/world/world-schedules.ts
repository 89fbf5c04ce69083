import { InvalidError } from "../../contract/errors.js";
import type { AnyFunction } from "../../api/types/function-types.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { Session } from "../../api/session/session.js";
import { functionMatcher } from "../host/function-matcher.js";
import { calendar, type CalendarOptions } from "../schedules/calendar.js";
import { firesOf, type Fire } from "../schedules/fires.js";
import type { Scheduled, Schedules } from "../schedules/schedules.js";

/** A function that runs by itself. */
export interface ScheduleSummary {
  readonly appId: string;
  readonly app: string | undefined;
  readonly functionName: string;
  /** In words, such as `0 9 * * 1-5 in Europe/Berlin`, or `every 1 day`. */
  readonly schedule: string;
  /** When it is due next, in epoch milliseconds; `undefined` if it is not any more. */
  readonly nextAt: number | undefined;
}

/** A time at which a function is going to be called. */
export interface ScheduledFire {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly app: string | undefined;
  readonly functionName: string;
}

/** The schedules that a world keeps. Call it for what is due next. */
export interface WorldSchedules {
  /**
   * Functions of running and deployed apps that have a schedule, or one of them: the one that is due first in front.
   */
  (fn?: AnyFunction): ScheduleSummary[];
  /** The next times at which any of them is due, in order. @param count 0 to 100,000 */
  next(count?: number, fn?: AnyFunction): ScheduledFire[];
  /** The days that come and what is due on them, as text in the world's time zone. */
  calendar(options?: CalendarOptions): string;
}

/** Most times that are listed at once. */
const MAX_LISTED = 100_000;

export function worldSchedules(schedules: Schedules, now: () => number, session: () => Session): WorldSchedules {
  const some = (fn: AnyFunction | undefined): Scheduled[] => {
    const matches = fn && functionMatcher(fn, session());
    return [...schedules.all()].filter(({ target }) => !matches || matches(target));
  };
  return Object.assign(
    (fn?: AnyFunction) =>
      some(fn)
        .map(summary)
        .toSorted((a, b) => (a.nextAt ?? Number.POSITIVE_INFINITY) - (b.nextAt ?? Number.POSITIVE_INFINITY)),
    {
      next: (count = 10, fn?: AnyFunction): ScheduledFire[] => {
        if (!Number.isInteger(count) || count < 0 || count > MAX_LISTED)
          throw new InvalidError(
            `world.schedules.next: how many must be a whole number from 0 to ${MAX_LISTED}, not ${describe(count)}.`,
          );
        return [...firesOf(some(fn), now()).take(count).map(fire)];
      },
      calendar: (options: CalendarOptions = {}): string => {
        checkOptions("world.schedules.calendar", options, ["days"]);
        return calendar(some(undefined), now(), schedules.timeZone, options);
      },
    },
  );
}

function summary({ target, schedule, nextAt }: Scheduled): ScheduleSummary {
  return { appId: target.app.id, app: target.app.name, functionName: target.tag, schedule, nextAt };
}

function fire({ at, target }: Fire): ScheduledFire {
  return { at, app: target.app.name, functionName: target.tag };
}
