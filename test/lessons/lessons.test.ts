import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { readLessons, testsOf } from "../../src/cli/learning/lesson.js";
import { runLessons, type LessonResult } from "./run-lessons.js";

const lessons = readLessons();
let before: ReadonlyMap<string, readonly LessonResult[]>;
let after: ReadonlyMap<string, readonly LessonResult[]>;
let types: string;

beforeAll(async () => {
  const ids = lessons.map(({ id }) => id);
  [before, after, types] = await Promise.all([runLessons(ids, "exercise.ts"), runLessons(ids, "solution.ts"), check()]);
});

/** @returns what the compiler says of all files */
async function check(): Promise<string> {
  const words = ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "lessons/tsconfig.json"];
  const { stdout } = await promisify(execFile)(process.execPath, words).catch((error: { stdout: string }) => error);
  return stdout;
}

test("there are as many lessons as their numbers say", () => {
  expect(lessons.length).toBeGreaterThanOrEqual(25);
  expect(lessons.map(({ number }) => number)).toEqual(lessons.map((_, index) => index + 1));
  expect(new Set(lessons.map(({ name }) => name)).size).toBe(lessons.length);
});

test("the lessons of a part follow each other", () => {
  const begun = lessons.filter(({ part }, index) => part !== lessons[index - 1]?.part).map(({ part }) => part);
  expect(new Set(begun).size).toBe(begun.length);
});

test("all of them are in the package", async () => {
  const words = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const { stdout } = await promisify(execFile)("npm", words, { maxBuffer: 2 ** 24 });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const packed = new Set(files.map(({ path }) => path));
  for (const { id } of lessons)
    for (const file of ["lesson.md", "hint.md", "exercise.ts", "solution.ts"])
      expect(packed).toContain(`lessons/${id}/${file}`);
  expect(packed).not.toContain("lessons/tsconfig.json");
});

describe.each(lessons)("$id", (lesson) => {
  test("the exercise fails, for the reason that the lesson names", () => {
    const results = before.get(lesson.id) ?? [];
    expect(results.map(({ test: name }) => name)).toEqual(testsOf(lesson));
    const failed = results.filter(({ passed }) => !passed);
    expect(failed.length).toBeGreaterThan(0);
    expect(lesson.fails).not.toBe("");
    expect(failed.map(({ message }) => message).join("\n")).toContain(lesson.fails);
  });

  test("the solution passes, with the tests of the exercise", () => {
    expect(after.get(lesson.id)).toEqual(testsOf(lesson).map((name) => ({ test: name, passed: true, message: "" })));
    expect(testsOf({ ...lesson, exercise: lesson.solution })).toEqual(testsOf(lesson));
  });

  test("the compiler takes both, or sees the very mistake", () => {
    const said = types.split("\n").filter((line) => line.startsWith(`lessons/${lesson.id}/`));
    if (lesson.types === undefined) expect(said).toEqual([]);
    else expect(said).toEqual([expect.stringMatching(new RegExp(`/exercise\\.ts\\(.*${RegExp.escape(lesson.types)}`))]);
  });

  test("it is short, has a hint, and names pages that are there", () => {
    const lines = lesson.exercise.trimEnd().split("\n").length;
    expect(lines).toBeGreaterThanOrEqual(15);
    expect(lines).toBeLessThanOrEqual(50);
    expect(lesson.text.split("\n").length).toBeLessThanOrEqual(15);
    expect([lesson.title, lesson.part, lesson.hint]).not.toContain("");
    expect(lesson.pages.length).toBeGreaterThan(0);
    expect(lesson.pages.filter((page) => !existsSync(page))).toEqual([]);
  });
});
