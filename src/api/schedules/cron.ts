import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { InvalidError } from "../../contract/errors.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { CronDefinition } from "../../contract/schedule-definition.js";

/** Options of {@link Cron}. */
export interface CronOptions {
  /** IANA name of the time zone in which the expression is read. Default: `"UTC"`. */
  timezone?: string;
}

/**
 * Runs a function at the times of a five-field cron expression; neither it nor the zone is read before the app runs.
 * Modal: docs/modal/schedules.md.
 * @throws InvalidError for an expression or zone that is not a string
 * @example new Cron("0 9 * * 1-5", { timezone: "Europe/Berlin" })
 */
export class Cron {
  readonly expression: string;
  readonly timezone: string;
  declare private readonly brand: "Cron";

  constructor(expression: string, options: CronOptions = {}) {
    if (typeof expression !== "string")
      throw new InvalidError(`A Cron expression must be a string, got ${describe(expression)}.`);
    checkOptions("new Cron", options, ["timezone"]);
    const { timezone = "UTC" } = options;
    if (typeof timezone !== "string")
      throw new InvalidError(`Option "timezone" of Cron must be a string, got ${describe(timezone)}.`);
    this.expression = expression;
    this.timezone = timezone;
  }

  get definition(): CronDefinition {
    return { kind: "cron", expression: this.expression, timezone: this.timezone };
  }
}

refuseAssignments(Cron, "What it is made of is given to `new Cron`.");
