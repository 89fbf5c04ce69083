import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url);

function textOf(path: string): string {
  return readFileSync(new URL(path, ROOT), "utf8");
}

/** The cells of a table's numbered rows. */
function rowsOf(page: string): string[][] {
  return textOf(page)
    .split("\n")
    .filter((line) => /^\| \d/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(" | ")
        .map((cell) => cell.trim()),
    );
}

describe("docs/surprises.md", () => {
  const rows = rowsOf("docs/surprises.md");

  test("has every number once, in order", () => {
    expect(rows.map(([number]) => Number(number))).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
  });

  test("says of each what it is, whether it is the same here, and which test shows it", () => {
    const pages = explained();
    for (const [number = "", what = "", here = "", tests = "", ...more] of rows) {
      expect(more, number).toEqual([]);
      expect(what.length, number).toBeGreaterThan(10);
      expect(here, number).toMatch(/^(?:same|same, but for .+|different: .+|not emulated yet)$/);
      const files = Array.from(tests.matchAll(/`([^`]+)`/g), ([, file = ""]) => `test/${file}.test.ts`);
      if (here !== "not emulated yet") expect(files.length, `${number} names a test`).toBeGreaterThan(0);
      for (const file of files) {
        expect(existsSync(new URL(file, ROOT)), `${number}: ${file}`).toBe(true);
        const cited = Array.from(textOf(file).matchAll(/docs\/modal\/([\w-]+\.md)/g), ([, page]) => page);
        expect(pages.get(Number(number)), `${file} cites where ${number} is explained`).toContainEqual(
          expect.toBeOneOf(cited),
        );
      }
    }
  });
});

/** The pages that explain each number. */
function explained(): Map<number, string[]> {
  const pages = new Map<number, string[]>();
  for (const [numbers = "", links = ""] of rowsOf("docs/modal/surprises.md")) {
    const named = Array.from(links.matchAll(/\]\(([\w-]+\.md)/g), ([, page = ""]) => page);
    for (const part of numbers.split(", ")) {
      const [first = 0, last = first] = part.split(" to ").map(Number);
      for (let number = first; number <= last; number++) pages.set(number, named);
    }
  }
  return pages;
}
