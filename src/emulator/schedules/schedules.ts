import type { FunctionDefinition } from "../../contract/app-definition.js";
import type { FunctionRecord } from "../records/function-record.js";
import type { Kernel } from "../kernel/kernel.js";
import type { TimerHandle } from "../kernel/timer-queue.js";
import type { FieldParser } from "./cron-fields.js";
import { describeSchedule, ScheduleMistake, timesOf, type Times } from "./schedule-plan.js";

export interface SchedulesPort {
  readonly expand: FieldParser;
  /** Calls a function as its schedule does. */
  call(target: FunctionRecord): void;
}

/** A function and when it is due. */
export interface Scheduled {
  readonly target: FunctionRecord;
  /** In words. */
  readonly schedule: string;
  readonly times: Times;
  /** Epoch milliseconds; `undefined` if it is due no more. */
  readonly nextAt: number | undefined;
}

/**
 * Milliseconds by which a call may come late, where time passes by itself: after that it was missed, because the
 * process was asleep or the clock was set.
 */
const LATE_MS = 60_000;

interface Entry {
  readonly target: FunctionRecord;
  /** When it began to count. */
  readonly start: number;
  times: Times;
  /** The same once more, for whoever looks ahead. */
  upcoming: Times | undefined;
  timer: TimerHandle | undefined;
}

/**
 * Calls functions when their schedules are due, while their apps run or are deployed. Modal: docs/modal/schedules.md,
 * docs/modal/schedules.md#when-they-fire, docs/modal/schedules.md#period.
 */
export class Schedules {
  readonly #kernel: Kernel;
  readonly #port: SchedulesPort;
  readonly #entries = new Map<FunctionRecord, Entry>();
  #timeZone: string;

  constructor(kernel: Kernel, timeZone: string, port: SchedulesPort) {
    this.#kernel = kernel;
    this.#timeZone = timeZone;
    this.#port = port;
  }

  /** Whose calendar periods follow. */
  get timeZone(): string {
    return this.#timeZone;
  }

  /** Periods go on from where they began, on the calendar of another zone. */
  moveTo(timeZone: string): void {
    this.#timeZone = timeZone;
    for (const entry of this.#entries.values()) {
      const { schedule } = entry.target.definition.settings;
      if (schedule?.kind !== "period") continue;
      entry.times = timesOf(schedule, { expand: this.#port.expand, timeZone, start: entry.start });
      entry.upcoming = undefined;
      this.#arm(entry);
    }
  }

  /** What is wrong with the schedule of a function that is to be deployed, if anything is. */
  mistakeIn({ tag, settings }: FunctionDefinition): string | undefined {
    if (!settings.schedule) return undefined;
    try {
      const times = timesOf(settings.schedule, {
        expand: this.#port.expand,
        timeZone: this.#timeZone,
        start: this.#kernel.now,
      });
      return times.next(this.#kernel.now) === undefined
        ? `Function \`${tag}\` has a schedule that is never due: ${describeSchedule(settings.schedule)}.`
        : undefined;
    } catch (error) {
      if (error instanceof ScheduleMistake)
        return `Function \`${tag}\` has a schedule that cannot be kept: ${error.message}`;
      throw error;
    }
  }

  /** Keeps to the schedule that a function has now; a period begins anew. */
  begin(target: FunctionRecord): void {
    this.end(target);
    const { schedule } = target.definition.settings;
    if (!schedule) return;
    const start = this.#kernel.now;
    const entry: Entry = {
      target,
      start,
      times: timesOf(schedule, { expand: this.#port.expand, timeZone: this.#timeZone, start }),
      upcoming: undefined,
      timer: undefined,
    };
    this.#entries.set(target, entry);
    this.#arm(entry);
  }

  end(target: FunctionRecord): void {
    this.#entries.get(target)?.timer?.cancel();
    this.#entries.delete(target);
  }

  /** When a function is due: its timer, and the times that follow. */
  upcoming(
    target: FunctionRecord,
  ): { readonly timer: TimerHandle | undefined; next(after: number): number | undefined } | undefined {
    const entry = this.#entries.get(target);
    const { schedule } = target.definition.settings;
    if (!entry || !schedule) return undefined;
    entry.upcoming ??= timesOf(schedule, { expand: this.#port.expand, timeZone: this.#timeZone, start: entry.start });
    const { timer, upcoming } = entry;
    return { timer, next: (after) => upcoming.next(after) };
  }

  /** All functions that have a schedule. */
  *all(): Iterable<Scheduled> {
    for (const { target, start, timer } of this.#entries.values()) {
      const { schedule } = target.definition.settings;
      if (schedule)
        yield {
          target,
          schedule: describeSchedule(schedule),
          times: timesOf(schedule, { expand: this.#port.expand, timeZone: this.#timeZone, start }),
          nextAt: timer?.at,
        };
    }
  }

  #arm(entry: Entry): void {
    entry.timer?.cancel();
    const at = entry.times.next(this.#kernel.now);
    entry.timer =
      at === undefined
        ? undefined
        : this.#kernel.timers.set({
            at,
            kind: "schedule",
            label: () => `schedule of \`${entry.target.tag}\``,
            fire: () => this.#fire(entry, at),
          });
  }

  #fire(entry: Entry, at: number): void {
    const { target } = entry;
    entry.timer = undefined;
    this.#arm(entry);
    if (this.#kernel.now - at <= LATE_MS) this.#port.call(target);
    else this.#kernel.events.add("schedule.missed", { app: target.app.id, function: target.tag, dueAt: at });
  }
}
