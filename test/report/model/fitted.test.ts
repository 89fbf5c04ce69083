import { expect, test } from "vitest";
import { fitted } from "../../../src/report/view/chart/fitted.js";

/** Each letter is ten pixels wide. */
const context = { measureText: (text: string) => ({ width: Array.from(text).length * 10 }) };

test.each([
  ["tea", 30, "tea"],
  ["teapot", 60, "teapot"],
  ["teapot", 59, "teap…"],
  ["teapot", 20, "t…"],
  ["teapot", 5, "…"],
  ["🫖🫖🫖", 20, "🫖…"],
  ["", 0, ""],
])("%j in %d pixels", (text, width, expected) => {
  expect(fitted(context, text, width)).toBe(expected);
});
