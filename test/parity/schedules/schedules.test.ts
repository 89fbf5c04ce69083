// Modal: docs/modal/schedules.md#cron, docs/modal/schedules.md#period
import { describe, expect, test } from "vitest";
import { Cron, InvalidError, Period } from "../../../src/main.js";
import { expectError } from "../../support/expect-error.js";

describe("Cron", () => {
  test("is read in UTC by default", () => {
    expect(new Cron("0 0 * * *").definition).toEqual({ kind: "cron", expression: "0 0 * * *", timezone: "UTC" });
    expect(new Cron("0 9 * * 1", { timezone: "Europe/Berlin" }).definition).toMatchObject({
      timezone: "Europe/Berlin",
    });
  });
  test("neither the expression nor the zone is checked before the app runs", () => {
    expect(new Cron("not a cron string", { timezone: "Nowhere/Land" }).expression).toBe("not a cron string");
  });
  test("both must be strings", () => {
    // @ts-expect-error missing
    expectError(() => new Cron(), InvalidError, "Cron expression must be a string, got undefined");
    // @ts-expect-error a number
    expectError(() => new Cron("* * * * *", { timezone: 1 }), InvalidError, '"timezone" of Cron', "got 1");
    // @ts-expect-error unknown option
    expectError(() => new Cron("* * * * *", { timeZone: "UTC" }), InvalidError, '"timeZone"', '"timezone"');
  });
});

describe("Period", () => {
  const none = { years: 0, months: 0, weeks: 0, days: 0, hours: 0, minutes: 0, seconds: 0 };
  test("keeps calendar parts apart, since a day is not always 24 hours", () => {
    expect(new Period({ days: 1 }).definition).toEqual({ kind: "period", ...none, days: 1 });
    expect(new Period({ hours: 24 }).definition).toEqual({ kind: "period", ...none, hours: 24 });
    expect(new Period({ months: 1, seconds: 0.5 }).parts).toEqual({ ...none, months: 1, seconds: 0.5 });
  });
  test("days, hours, minutes and seconds make periods of one part", () => {
    expect([Period.days(1).parts, Period.hours(2).parts, Period.minutes(3).parts, Period.seconds(4).parts]).toEqual([
      { ...none, days: 1 },
      { ...none, hours: 2 },
      { ...none, minutes: 3 },
      { ...none, seconds: 4 },
    ]);
  });
  test("only seconds may have a fraction", () => {
    expect(Period.seconds(1.5).parts.seconds).toBe(1.5);
    expectError(() => Period.days(1.5), InvalidError, '"days"', "whole number from 0", "1.5");
  });
  test("a period without length is refused, where Modal leaves it to the server", () => {
    expectError(() => new Period({}), InvalidError, "longer than nothing");
    expectError(() => Period.days(0), InvalidError, "longer than nothing");
  });
  test("a negative part is refused, even beside a positive one", () => {
    expectError(() => new Period({ days: 2, hours: -1 }), InvalidError, '"hours"', "-1");
    expectError(() => Period.seconds(-0.5), InvalidError, '"seconds"', "a number from 0", "-0.5");
    expectError(() => Period.seconds(Number.NaN), InvalidError, '"seconds"', "NaN");
  });
  test("wrong types and unknown parts are refused", () => {
    // @ts-expect-error a string
    expectError(() => new Period({ days: "1" }), InvalidError, '"days"', '"1"');
    // @ts-expect-error unknown part
    expectError(() => new Period({ day: 1 }), InvalidError, '"day"', '"days"');
    // @ts-expect-error missing
    expectError(() => new Period(), InvalidError, "takes an options object");
  });
});
