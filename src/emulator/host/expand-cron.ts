import { createRequire } from "node:module";
import type { CronExpressionParser } from "cron-parser";
import type { FieldParser } from "../schedules/cron-fields.js";

const load = createRequire(import.meta.url);

const FIELDS = ["minute", "hour", "dayOfMonth", "month", "dayOfWeek"] as const;

/**
 * Expands cron fields by the package, which is loaded on first use: most worlds have no schedules. It refuses lists
 * that overlap, hence item by item.
 */
export const expandCron: FieldParser = (field, item) => {
  const { CronExpressionParser: parser } = load("cron-parser") as { CronExpressionParser: typeof CronExpressionParser };
  const { fields } = parser.parse(FIELDS.map((_, index) => (index === field ? item : "*")).join(" "));
  return fields[FIELDS[field] ?? "minute"].values.map(Number);
};
