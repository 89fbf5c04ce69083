import { Cron as Oracle } from "croner";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Cron } from "../../src/main.js";
import { expandCron } from "../../src/emulator/host/expand-cron.js";
import { timesOf } from "../../src/emulator/schedules/schedule-plan.js";
import { TimeZone } from "../../src/emulator/schedules/time-zone.js";
import { isSoak, SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const RUNS = searchSize(300);
/** The suite runs the same cases every time; a longer search looks for new ones. */
const CHANCE = isSoak ? {} : { seed: 1 };
const HOUR_MS = 3_600_000;

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Africa/Cairo",
  "America/Santiago",
  "Pacific/Chatham",
  "Africa/Casablanca",
];

function field(least: number, most: number): fc.Arbitrary<string> {
  const value = fc.integer({ min: least, max: most });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: most - least });
  const item = fc.oneof(
    { weight: 4, arbitrary: value.map(String) },
    range,
    fc.tuple(range, step).map(([base, by]) => `${base}/${by}`),
  );
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant("*") },
    step.map((by) => `*/${by}`),
    item,
    fc.array(item, { minLength: 2, maxLength: 3 }).map((items) => items.join(",")),
  );
}

const expressions = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7));
const instants = fc
  .integer({ min: Date.parse("2024-01-01T00:00:00Z") / 60_000, max: Date.parse("2031-01-01T00:00:00Z") / 60_000 })
  .map((minute) => minute * 60_000);
/** Half of all instants are near a change of the clocks in Europe or America. */
const nearChanges = fc
  .tuple(
    fc.constantFrom(
      "2026-03-08T07:00Z",
      "2026-03-29T01:00Z",
      "2026-10-25T01:00Z",
      "2026-11-01T06:00Z",
      "2026-04-24T00:00Z",
    ),
    fc.integer({ min: -1500, max: 1500 }),
  )
  .map(([at, minutes]) => Date.parse(at) + minutes * 60_000);

/** Whether the clocks of a zone change between two instants, or in the day around them. */
function changes(zone: TimeZone, from: number, to: number): boolean {
  for (let at = from - 26 * HOUR_MS; at < to + 26 * HOUR_MS; at += 12 * HOUR_MS)
    if (zone.offsetAt(at) !== zone.offsetAt(at + 12 * HOUR_MS)) return true;
  return false;
}

/**
 * Where croner differs on purpose: a step from `*`, as in `*\/2`, is to it a restriction, so that either kind of day is enough; and on days when the clocks change,
 * it leaves out fixed times of lists that fall into the gap, and repeats fixed times in hours that are lists.
 */
test(
  "next times are those of croner, but for what is known",
  () => {
    let compared = 0;
    fc.assert(
      fc.property(expressions, fc.constantFrom(...ZONES), fc.oneof(instants, nearChanges), (fields, zone, start) => {
        const [, , day, , weekday] = fields;
        fc.pre(!(day.startsWith("*/") && weekday !== "*") && !(weekday.startsWith("*/") && day !== "*"));
        const expression = fields.join(" ");
        const oracle = new Oracle(expression, { timezone: zone });
        const [first = null] = oracle.nextRuns(1, new Date(start));
        fc.pre(first !== null);
        const times = timesOf(new Cron(expression, { timezone: zone }).definition, {
          expand: expandCron,
          timeZone: "UTC",
          start,
        });
        const clocks = new TimeZone(zone);
        for (let at = start, step = 0; step < 5; step++) {
          const expected = oracle.nextRun(new Date(at))?.getTime();
          const next = times.next(at);
          if (expected === undefined || next === undefined || changes(clocks, at, Math.max(expected, next))) break;
          compared++;
          expect(`${expression} in ${zone}: ${new Date(next).toISOString()}`).toBe(
            `${expression} in ${zone}: ${new Date(expected).toISOString()}`,
          );
          at = next;
        }
      }),
      { numRuns: RUNS, ...CHANCE },
    );
    expect(compared).toBeGreaterThan(RUNS);
  },
  SEARCH_LIMIT_MS,
);

/** Every minute of a span, by the definition: what clocks show at it. */
function byDefinition(
  [minute, hour]: readonly [string, string],
  zone: TimeZone,
  from: number,
  minutes: number,
): number[] {
  const showing = (at: number): boolean => {
    const wall = new Date(zone.wallAt(at));
    return covers(minute, wall.getUTCMinutes()) && covers(hour, wall.getUTCHours());
  };
  return Array.from({ length: minutes }, (_, index) => from + index * 60_000).filter(showing);
}

function covers(text: string, value: number): boolean {
  return text.split(",").some((item) => {
    const [range = "", by = "1"] = item.split("/");
    const [from, to = from] = range === "*" ? [0, 60] : range.split("-").map(Number);
    return from !== undefined && to !== undefined && value >= from && value <= to && (value - from) % Number(by) === 0;
  });
}

test(
  "intervals fire at every minute that fits, and nothing else, through changes of the clocks",
  () => {
    const interval = fc
      .tuple(field(0, 59), field(0, 23))
      .filter(([minute, hour]) => minute.startsWith("*") || hour.startsWith("*"));
    fc.assert(
      fc.property(interval, fc.constantFrom(...ZONES), nearChanges, ([minute, hour], name, start) => {
        const times = timesOf(new Cron(`${minute} ${hour} * * *`, { timezone: name }).definition, {
          expand: expandCron,
          timeZone: "UTC",
          start,
        });
        const [from, minutes] = [Math.floor(start / 60_000) * 60_000 + 60_000, 1440];
        const fires: number[] = [];
        for (let at = times.next(from - 1); at !== undefined && at < from + minutes * 60_000; at = times.next(at))
          fires.push(at);
        expect(fires).toEqual(byDefinition([minute, hour], new TimeZone(name), from, minutes));
      }),
      { numRuns: Math.ceil(RUNS / 5), ...CHANCE },
    );
  },
  SEARCH_LIMIT_MS,
);

test(
  "fixed times fire exactly once a day, in order, also when the clocks change",
  () => {
    const fixed = fc.tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }));
    fc.assert(
      fc.property(fixed, fc.constantFrom(...ZONES), nearChanges, ([minute, hour], name, start) => {
        const zone = new TimeZone(name);
        const times = timesOf(new Cron(`${minute} ${hour} * * *`, { timezone: name }).definition, {
          expand: expandCron,
          timeZone: "UTC",
          start,
        });
        let at = start;
        const days = Array.from({ length: 5 }, () => {
          at = times.next(at) ?? Number.NaN;
          return Math.floor(zone.wallAt(at) / (24 * HOUR_MS));
        });
        for (const [index, day] of days.entries()) expect(day).toBe((days[0] ?? 0) + index);
      }),
      { numRuns: RUNS, ...CHANCE },
    );
  },
  SEARCH_LIMIT_MS,
);
