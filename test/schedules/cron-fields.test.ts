import { describe, expect, test } from "vitest";
import { expandCron } from "../../src/emulator/host/expand-cron.js";
import { CronMistake, parseCron } from "../../src/emulator/schedules/cron-fields.js";

/** Expression, position of the mistake from 1, what is said. */
const MISTAKES: readonly (readonly [string, number, string])[] = [
  ["", 1, "it has 0 of 5 fields"],
  ["   ", 4, "the minute is missing"],
  ["* * * *", 8, "the day of week is missing"],
  ["0 0 0 * * *", 5, '"0" is no number from 1 to 31 in the day of month'],
  ["* * * * * *", 11, "more than 5 fields"],
  ["@daily", 1, '"@daily" is no number from 0 to 59 in the minute'],
  ["60 * * * *", 1, '"60" is no number from 0 to 59'],
  ["0 24 * * *", 3, '"24" is no number from 0 to 23 in the hour'],
  ["* * 32 * *", 5, "from 1 to 31"],
  ["* * * 13 *", 7, 'from 1 to 12 and no name such as "feb" in the month'],
  ["* * * * 8", 9, 'from 0 to 7 and no name such as "mon" in the day of week'],
  ["* * * * monday", 9, '"monday"'],
  ["5-1 * * * *", 1, "the range 5-1 runs backwards in the minute"],
  ["* * * * fri-mon", 9, "the range fri-mon runs backwards"],
  ["1-2-3 * * * *", 4, "a second range"],
  ["1- * * * *", 3, "nothing is no number"],
  ["-1 * * * *", 1, "nothing is no number"],
  ["*/0 * * * *", 3, 'the step "0" is no number from 1 to 60'],
  ["*/61 * * * *", 3, 'the step "61"'],
  ["*/ * * * *", 3, 'the step ""'],
  ["*/2/3 * * * *", 4, "a second step"],
  ["/2 * * * *", 1, "a range before the step is missing"],
  ["5/15 * * * *", 2, "a step after a single value (write 5-59/15)"],
  ["1,,2 * * * *", 3, "a value is missing"],
  ["1, * * * *", 3, "a value is missing"],
  ["*,60 * * * *", 3, '"60"'],
  ["? * * * *", 1, '"?"'],
  ["0 0 L * *", 5, '"L"'],
  ["0 0 * * 1#2", 9, '"1#2"'],
  ["H * * * *", 1, '"H"'],
  ["1.5 * * * *", 1, '"1.5"'],
  ["0 0 31 4,6 *", 5, "no such day exists in such a month"],
];

describe("mistakes in cron expressions are found with their position", () => {
  test.each(MISTAKES)("%j: position %i, %s", (expression, position, message) => {
    const parse = (): unknown => parseCron(expression, expandCron);
    expect(parse).toThrow(CronMistake);
    expect(parse).toThrow(message);
    expect(parse).toThrow(expect.objectContaining({ position }));
  });
});

describe("what is right", () => {
  test("lists, ranges, steps, names in any case, tabs, and 7 for Sunday", () => {
    expect(parseCron(" 0,30\t9-17/4 1-31/10 JAN,feb Mon-5,7 ", expandCron)).toEqual({
      minutes: [0, 30],
      hours: [9, 13, 17],
      days: new Set([1, 11, 21, 31]),
      months: new Set([1, 2]),
      weekdays: new Set([0, 1, 2, 3, 4, 5]),
      needsBothDays: false,
      isInterval: false,
    });
  });
  test.each([
    ["0 0 1 * 1", false, false],
    ["0 0 31 2 1", false, false],
    ["0 0 * * 1", true, false],
    ["0 0 1 * *", true, false],
    ["0 0 */2 * 1", true, false],
    ["*/5 0 1 * 1", false, true],
    ["0 * 1 * 1", false, true],
    ["0-59 0-23 1 * 1", false, false],
  ])("%s: both kinds of days are needed: %s, an interval: %s", (expression, needsBothDays, isInterval) => {
    expect(parseCron(expression, expandCron)).toMatchObject({ needsBothDays, isInterval });
  });
});
