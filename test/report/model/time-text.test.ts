import { expect, test } from "vitest";
import { clockText, roundStep, rulerText, spanText } from "../../../src/report/model/time-text.js";

test.each([
  [0, "0"],
  [149, "149 ms"],
  [2600, "2.6 s"],
  [59_999, "59.999 s"],
  [60_000, "1 min"],
  [61_540, "1 min 1.5 s"],
  [119_999, "2 min"],
  [3_599_999, "1 h"],
  [3_900_000, "1 h 5 min"],
  [86_399_999, "1 d"],
  [90_000_000, "1 d 1 h"],
  [30 * 86_400_000 - 1, "30 d"],
])("a span of %d ms is %s", (ms, text) => {
  expect(spanText(ms)).toBe(text);
});

const DAY = 86_400_000;

test.each([
  [0.5, 1],
  [1001, 2000],
  [364 * DAY, 364 * DAY],
  [365 * DAY, 3640 * DAY],
  [1e15, 36_400_000 * DAY],
])("lines that are at least %d ms apart are %d ms apart", (least, step) => {
  expect(roundStep(least)).toBe(step);
});

test.each([
  [Date.UTC(2026, 0, 1, 2, 3, 4, 50), 1, "02:03:04.050"],
  [Date.UTC(2026, 0, 1, 2, 3, 4), 1000, "02:03:04"],
  [Date.UTC(2026, 0, 1, 2, 3), 60_000, "02:03"],
  [Date.UTC(2026, 0, 1), 1000, "2026-01-01"],
  [Date.UTC(20_026, 0, 1, 2, 3), 60_000, "02:03"],
  [Date.UTC(20_026, 0, 1), DAY, "+020026-01-01"],
  [Date.UTC(-26, 0, 1), DAY, "-000026-01-01"],
  [9e15, DAY, "9000000000000000"],
])("%d on a ruler in steps of %d is %s", (time, step, text) => {
  expect(rulerText(time, step)).toBe(text);
});

test.each([
  [Date.UTC(2026, 0, 1, 2), Date.UTC(2026, 0, 1), "02:00:00.000"],
  [Date.UTC(2026, 0, 2, 2), Date.UTC(2026, 0, 1), "01-02 02:00:00.000"],
  [Date.UTC(20_026, 0, 2, 2), Date.UTC(20_026, 0, 2), "02:00:00.000"],
  [Date.UTC(20_026, 0, 2, 2), Date.UTC(2026, 0, 2), "+020026-01-02 02:00:00.000"],
])("%d after %d is %s", (time, first, text) => {
  expect(clockText(time, first, time)).toBe(text);
});
