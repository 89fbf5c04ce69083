// The pages of docs/learn are made here, by `npm run lessons`.
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readLessons } from "../../src/cli/learning/lesson.js";
import { renderLessons } from "../../tools/render-lessons.ts";

const pages = renderLessons(readLessons());

describe("docs/learn", () => {
  test.each([...pages])("%s is what `npm run lessons` makes of the lessons", async (name, text) => {
    await expect(text).toMatchFileSnapshot(`../../docs/learn/${name}`);
  });

  test("there are no other pages", () => {
    expect(readdirSync("docs/learn").toSorted()).toEqual([...pages.keys()].toSorted());
  });
});
