import { expect, test } from "vitest";
import { spanText } from "../../../src/report/model/time-text.js";

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
