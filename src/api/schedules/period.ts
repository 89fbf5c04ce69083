import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { isSpan } from "../../contract/time-range.js";
import { InvalidError } from "../../contract/errors.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { PeriodParts, PeriodDefinition } from "../../contract/schedule-definition.js";

/**
 * Runs a function again and again after a time; `days: 1` keeps the time of day where `hours: 24` does not.
 * Modal: docs/modal/schedules.md.
 * @throws InvalidError for a negative or fractional part, and for a period of no length
 * @example new Period({ hours: 1, minutes: 30 })
 */
export class Period {
  readonly parts: Readonly<Required<PeriodParts>>;
  declare private readonly brand: "Period";

  constructor(parts: PeriodParts) {
    checkOptions("new Period", parts, ["years", "months", "weeks", "days", "hours", "minutes", "seconds"]);
    const { years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = parts;
    this.parts = { years, months, weeks, days, hours, minutes, seconds };
    for (const [name, value] of Object.entries(this.parts)) checkPart(name, value);
    if (Object.values(this.parts).every((value) => value === 0)) {
      throw new InvalidError("A Period must be longer than nothing. Give at least one part, such as { hours: 1 }.");
    }
    const shortestDays = 365 * years + 28 * months + 7 * weeks + days + hours / 24 + minutes / 1440 + seconds / 86_400;
    if (!isSpan(shortestDays * 86_400_000))
      throw new InvalidError(
        "A Period must be shorter than all dates there are, which are 100,000,000 days after 1970.",
      );
  }

  get definition(): PeriodDefinition {
    return { kind: "period", ...this.parts };
  }

  static days(n: number): Period {
    return new Period({ days: n });
  }
  static hours(n: number): Period {
    return new Period({ hours: n });
  }
  static minutes(n: number): Period {
    return new Period({ minutes: n });
  }
  static seconds(n: number): Period {
    return new Period({ seconds: n });
  }
}

refuseAssignments(Period, "What it is made of is given to `new Period`.");

function checkPart(name: string, value: unknown): void {
  const fits = name === "seconds" ? Number.isFinite(value) : Number.isSafeInteger(value);
  if (fits && typeof value === "number" && value >= 0) return;
  const range = name === "seconds" ? "a number from 0" : "a whole number from 0";
  throw new InvalidError(`Part "${name}" of a Period must be ${range}, got ${describe(value)}.`);
}
