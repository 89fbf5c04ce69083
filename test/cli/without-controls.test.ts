import { expect, test } from "vitest";
import { show } from "../../src/cli/showing/table.js";
import { withoutControls } from "../../src/cli/showing/without-controls.js";

test.each([
  ["plain ünïcödé 日本", "plain ünïcödé 日本"],
  ["two\nlines\tand\r", "two\\nlines\\tand\\r"],
  ["\u001B[2J\u0000\u007F\u009B31m", "\\u001b[2J\\u0000\\u007f\\u009b31m"],
])("%j", (text, shown) => {
  expect(withoutControls(text)).toBe(shown);
});

test("no cell of a table does anything to the terminal; JSON has it as it is", async () => {
  let written = "";
  const stdout = { isTTY: false, write: (text: string | Uint8Array) => void (written += String(text)) };
  const listing = { columns: ["Key"], rows: [["a\u001B[2J\nb"]] };
  await show(stdout, listing, false);
  expect(written).toContain("│ a\\u001b[2J\\nb │");
  written = "";
  await show(stdout, listing, true);
  expect(JSON.parse(written)).toEqual([{ key: "a\u001B[2J\nb" }]);
});
