import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { LearnSession } from "../../src/cli/learning/learn-session.js";
import { LessonFolder } from "../../src/cli/learning/lesson-folder.js";
import { readLessons, type Lesson } from "../../src/cli/learning/lesson.js";

const lessons = readLessons().slice(0, 3);

/** A session, and what it has said since it was asked last. */
function begin(first?: Lesson): { session: LearnSession; folder: LessonFolder; said(): string } {
  const made = mkdtempSync(join(tmpdir(), "learn-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  const folder = LessonFolder.open(lessons, made, "lessons");
  let text = "";
  const output = { columns: 80, write: (more: string | Uint8Array) => (text += String(more)) };
  const settings = { limitMs: 60_000, signal: new AbortController().signal, isWatching: false };
  const session = new LearnSession({ lessons, folder }, output, settings, first);
  return {
    session,
    folder,
    said() {
      const words = text;
      text = "";
      return words;
    },
  };
}

test("hint, solution and list are those of the lesson that is on", () => {
  const { session, said } = begin(lessons[1]);
  session.showHint();
  expect(said()).toContain("Nothing but the result comes back.");
  session.showSolution();
  expect(said()).toBe(`\n${lessons[1]?.solution}`);
  session.showList();
  expect(said()).toContain(" ▸  2  copies ");
});

test("who skips comes back to it at the end", () => {
  const { session, folder } = begin();
  const ids: (string | undefined)[] = [];
  for (let count = 0; count < 4; count++) {
    ids.push(session.current?.id);
    session.skip();
  }
  expect(ids).toEqual([...lessons.map(({ id }) => id), lessons[0]?.id]);
  for (const lesson of lessons) folder.setDone(lesson, true);
  session.skip();
  expect(session.current).toBe(lessons[1]); // there is no other that is open
});

test("counts the runs of a lesson, and goes through all that pass to the end", async () => {
  const { session, folder, said } = begin();
  await session.advance();
  await session.advance();
  expect(session.runs).toBe(2);
  for (const lesson of lessons) writeFileSync(folder.fileOf(lesson), lesson.solution);
  said();
  await session.advance();
  expect(session.current).toBeUndefined();
  expect(said()).toMatch(/^✓ .*03-module-state\.ts passes\.\n\nAll 3 lessons are done\./);
});
