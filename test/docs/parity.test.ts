import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const PAGE = readFileSync(new URL("docs/parity.md", ROOT), "utf8");

test("what is emulated or acted on of sandboxes names a test that there is, and each name has a row", () => {
  const [, section = ""] = PAGE.split("\n## Sandboxes\n");
  const rows = section
    .split("\n")
    .filter((line) => line.startsWith("| `") || line.startsWith("| ("))
    .map((line) => line.slice(1, -1).split(" | "));
  expect(rows.length).toBeGreaterThan(100);
  const names = rows.map(([name]) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const [name, , state = "", tests = "", ...more] of rows) {
    expect(more, name).toEqual([]);
    const files = Array.from(tests.matchAll(/`([^`]+)`/g), ([, file = ""]) => `test/${file}.test.ts`);
    if (/emulated|acted on|recorded/.test(state)) expect(files.length, `${name} names a test`).toBeGreaterThan(0);
    for (const file of files) expect(existsSync(new URL(file, ROOT)), `${name}: ${file}`).toBe(true);
  }
});
