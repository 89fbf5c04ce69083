import type { CronDefinition } from "./cron.js";
import type { PeriodDefinition } from "./period.js";

/** When a function runs by itself. Modal: section 7. */
export type ScheduleDefinition = CronDefinition | PeriodDefinition;
