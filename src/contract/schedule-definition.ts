import type { CronDefinition } from "../api/schedules/cron.js";
import type { PeriodDefinition } from "../api/schedules/period.js";

/** When a function runs by itself. Modal: section 7. */
export type ScheduleDefinition = CronDefinition | PeriodDefinition;
