/** When a function runs by itself. Modal: docs/modal/schedules.md. */
export type ScheduleDefinition = CronDefinition | PeriodDefinition;

/** A cron schedule as plain data. */
export interface CronDefinition {
  readonly kind: "cron";
  readonly expression: string;
  readonly timezone: string;
}

/** The parts of a period: whole numbers from 0; only `seconds` may have a fraction. */
export interface PeriodParts {
  years?: number;
  months?: number;
  weeks?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
}

/** A period as plain data, every part given. */
export interface PeriodDefinition extends Readonly<Required<PeriodParts>> {
  readonly kind: "period";
}
