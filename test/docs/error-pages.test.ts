import * as modal from "modal-emulator";
import { globSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { filesOf, readPage } from "./page.js";

const ROOT = new URL("../../", import.meta.url);
/** Classes by the names that they have themselves: others are older names of these. */
const names = Object.entries(modal)
  .filter(([name, value]) => isError(value) && value.name === name)
  .map(([name]) => name);

function isError(value: unknown): value is typeof globalThis.Error {
  return typeof value === "function" && value.prototype instanceof globalThis.Error;
}

test("each error class has a page, and no other has", () => {
  const pages = globSync("docs/errors/*.md", { cwd: fileURLToPath(ROOT) }).map((path) => basename(path, ".md"));
  expect(pages.toSorted()).toEqual(names.toSorted());
  expect(names.length).toBeGreaterThan(50);
});

test("docs/errors.md leads to each", () => {
  const { text } = readPage(ROOT, "docs/errors.md");
  expect(names.filter((name) => !text.includes(`[${name}](errors/${name}.md)`))).toEqual([]);
});

// that they do is tested by snippets.test.ts
test.each(names)("the page of %s has an example that expects it, and says what to do", (name) => {
  const page = readPage(ROOT, `docs/errors/${name}.md`);
  const code = [...filesOf(page).values()].join("\n");
  expect(code).toMatch(new RegExp(`toThrow\\(${name}\\)|instanceof ${name}\\b`));
  expect(page.text).toMatch(new RegExp(`^# ${name}\\n\\n\\S[^]*^\\*\\*What to do:\\*\\* \\S`, "m"));
});
