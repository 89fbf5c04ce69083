import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url);

describe("docs/surprises.md", () => {
  const rows = readFileSync(new URL("docs/surprises.md", ROOT), "utf8")
    .split("\n")
    .filter((line) => /^\| \d/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(" | ")
        .map((cell) => cell.trim()),
    );

  test("has every number once, in order", () => {
    expect(rows.map(([number]) => Number(number))).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
  });

  test("says of each what it is, whether it is the same here, and which test shows it", () => {
    for (const [number = "", what = "", here = "", tests = "", ...more] of rows) {
      expect(more, number).toEqual([]);
      expect(what.length, number).toBeGreaterThan(10);
      expect(here, number).toMatch(/^(?:same|same, but for .+|different: .+|not emulated yet)$/);
      const files = Array.from(tests.matchAll(/`([^`]+)`/g), ([, file = ""]) => `test/${file}.test.ts`);
      if (here !== "not emulated yet") expect(files.length, `${number} names a test`).toBeGreaterThan(0);
      for (const file of files) {
        const path = new URL(file, ROOT);
        expect(existsSync(path), `${number}: ${file}`).toBe(true);
        expect(readFileSync(path, "utf8"), `${file} mentions 21.${number}`).toMatch(
          new RegExp(`21\\.${number}(?!\\d)`),
        );
      }
    }
  });
});
