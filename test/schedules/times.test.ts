// Modal: docs/modal/schedules.md#period
import { describe, expect, test } from "vitest";
import { Cron, Period, type PeriodParts } from "../../src/main.js";
import { expandCron } from "../../src/emulator/host/expand-cron.js";
import { describeSchedule, timesOf } from "../../src/emulator/schedules/schedule-plan.js";

function fires(schedule: Cron | Period, start: string, count: number, timeZone = "UTC"): string[] {
  let at = Date.parse(start);
  const times = timesOf(schedule.definition, { expand: expandCron, timeZone, start: at });
  return Array.from({ length: count }, () => {
    at = times.next(at) ?? Number.NaN;
    return new Date(at).toISOString().replace(":00.000Z", "");
  });
}

const inBerlin = (expression: string): Cron => new Cron(expression, { timezone: "Europe/Berlin" });

describe("cron", () => {
  test("days of the month or of the week, unless one of them is `*`", () => {
    expect(fires(new Cron("0 0 13 * 5"), "2026-02-10T00:00Z", 4)).toEqual([
      "2026-02-13T00:00",
      "2026-02-20T00:00",
      "2026-02-27T00:00",
      "2026-03-06T00:00",
    ]);
    expect(fires(new Cron("0 0 */13 * 5"), "2026-02-10T00:00Z", 2)).toEqual(["2026-02-27T00:00", "2026-03-27T00:00"]);
  });
  test("the next time comes after the instant, not at it, and may be years away", () => {
    expect(fires(new Cron("0 0 29 2 *"), "2024-02-29T00:00Z", 2)).toEqual(["2028-02-29T00:00", "2032-02-29T00:00"]);
    expect(fires(new Cron("0 0 29 2 */7"), "2026-01-01T00:00Z", 1)).toEqual(["2032-02-29T00:00"]);
  });
  test("follows the time of day in its zone", () => {
    expect(fires(inBerlin("0 9 * * *"), "2026-03-27T12:00Z", 3)).toEqual([
      "2026-03-28T08:00",
      "2026-03-29T07:00",
      "2026-03-30T07:00",
    ]);
    expect(fires(new Cron("45 5 * * *", { timezone: "Asia/Kathmandu" }), "2026-01-01T00:00Z", 1)).toEqual([
      "2026-01-02T00:00",
    ]);
  });
  test("a fixed time that clocks skip fires once, at the end of the gap", () => {
    expect(fires(inBerlin("30 2 * * *"), "2026-03-28T12:00Z", 2)).toEqual(["2026-03-29T01:00", "2026-03-30T00:30"]);
    expect(fires(inBerlin("0,30 2,3 * * *"), "2026-03-28T12:00Z", 3)).toEqual([
      "2026-03-29T01:00",
      "2026-03-29T01:30",
      "2026-03-30T00:00",
    ]);
  });
  test("an interval does not fire at times that clocks skip", () => {
    expect(fires(inBerlin("30 * * * *"), "2026-03-29T00:00Z", 2)).toEqual(["2026-03-29T00:30", "2026-03-29T01:30"]);
    expect(fires(inBerlin("*/30 2 * * *"), "2026-03-28T12:00Z", 1)).toEqual(["2026-03-30T00:00"]);
  });
  test("a fixed time that clocks show twice fires the first time; an interval fires both times", () => {
    expect(fires(inBerlin("30 2 * * *"), "2026-10-24T12:00Z", 2)).toEqual(["2026-10-25T00:30", "2026-10-26T01:30"]);
    expect(fires(inBerlin("30 * * * *"), "2026-10-25T00:00Z", 3)).toEqual([
      "2026-10-25T00:30",
      "2026-10-25T01:30",
      "2026-10-25T02:30",
    ]);
    expect(fires(inBerlin("30 2 * * *"), "2026-10-25T00:45Z", 1)).toEqual(["2026-10-26T01:30"]);
  });
  test("gaps of half an hour, at midnight, and of a whole day", () => {
    expect(fires(new Cron("15 2 * * *", { timezone: "Australia/Lord_Howe" }), "2026-10-03T00:00Z", 2)).toEqual([
      "2026-10-03T15:30",
      "2026-10-04T15:15",
    ]);
    expect(fires(new Cron("0 0 * * *", { timezone: "Africa/Cairo" }), "2026-04-23T00:00Z", 2)).toEqual([
      "2026-04-23T22:00",
      "2026-04-24T21:00",
    ]);
    expect(fires(new Cron("0 12 * * *", { timezone: "Pacific/Apia" }), "2011-12-29T00:00Z", 3)).toEqual([
      "2011-12-29T22:00",
      "2011-12-30T10:00",
      "2011-12-30T22:00",
    ]);
  });
});

describe("period", () => {
  const every = (parts: PeriodParts): Period => new Period(parts);
  test("begins one period after the start, and counts from there", () => {
    expect(fires(every({ hours: 1, minutes: 30 }), "2026-01-01T00:10Z", 3)).toEqual([
      "2026-01-01T01:40",
      "2026-01-01T03:10",
      "2026-01-01T04:40",
    ]);
    expect(fires(every({ seconds: 0.25 }), "2026-01-01T00:00Z", 2)).toEqual([
      "2026-01-01T00:00:00.250Z",
      "2026-01-01T00:00:00.500Z",
    ]);
  });
  test("a day keeps the time of day where 24 hours do not", () => {
    expect(fires(every({ days: 1 }), "2026-03-27T12:00Z", 3, "Europe/Berlin")).toEqual([
      "2026-03-28T12:00",
      "2026-03-29T11:00",
      "2026-03-30T11:00",
    ]);
    expect(fires(every({ hours: 24 }), "2026-03-27T12:00Z", 3, "Europe/Berlin")).toEqual([
      "2026-03-28T12:00",
      "2026-03-29T12:00",
      "2026-03-30T12:00",
    ]);
  });
  test("a month that is too short gives its last day, and later ones are not shortened by it", () => {
    expect(fires(every({ months: 1 }), "2026-01-31T06:00Z", 4)).toEqual([
      "2026-02-28T06:00",
      "2026-03-31T06:00",
      "2026-04-30T06:00",
      "2026-05-31T06:00",
    ]);
    expect(fires(every({ years: 1 }), "2024-02-29T06:00Z", 4)).toEqual([
      "2025-02-28T06:00",
      "2026-02-28T06:00",
      "2027-02-28T06:00",
      "2028-02-29T06:00",
    ]);
    expect(fires(every({ months: 1, days: 1 }), "2026-01-31T06:00Z", 2)).toEqual([
      "2026-03-01T06:00",
      "2026-04-02T06:00",
    ]);
  });
  test("a time of day that does not exist becomes the end of the gap", () => {
    expect(fires(every({ days: 1 }), "2026-03-28T01:30Z", 2, "Europe/Berlin")).toEqual([
      "2026-03-29T01:00",
      "2026-03-30T00:30",
    ]);
  });
  test("the next time after a leap ahead is found without a step for each", () => {
    const times = timesOf(every({ seconds: 0.001 }).definition, { expand: expandCron, timeZone: "UTC", start: 0 });
    expect(times.next(1e12)).toBe(1e12 + 1);
  });
  test("in words", () => {
    expect(
      [every({ months: 1, hours: 12 }), new Cron("0 0 * * *"), inBerlin("0 0 * * *")].map(({ definition }) =>
        describeSchedule(definition),
      ),
    ).toEqual(["every 1 month 12 hours", "0 0 * * *", "0 0 * * * in Europe/Berlin"]);
  });
});
