import { join } from "node:path";
import { paint } from "../../output/paint.js";
import type { Output } from "../../output/streams.js";
import type { LessonFolder } from "./lesson-folder.js";
import type { Lesson } from "./lesson.js";
import { wrapText } from "./wrap-text.js";

const PLAIN_WIDTH = 80;

export function widthOf({ columns }: Output): number {
  return columns ?? PLAIN_WIDTH;
}

/** What is to be learnt. */
export function lessonText(output: Output, lessons: readonly Lesson[], folder: LessonFolder, lesson: Lesson): string {
  const done = lessons.filter((each) => folder.isDone(each)).length;
  const heading = `Lesson ${lesson.number} of ${lessons.length} · ${lesson.part} · ${lesson.title}`;
  const docs = join(folder.shown(folder.path), "node_modules", "modal-emulator");
  return [
    paint(output, "yellow", heading),
    paint(output, "dim", `${bar(done, lessons.length)} ${done} of ${lessons.length} done`),
    "",
    wrapText(lesson.text, widthOf(output)),
    "",
    paint(output, "dim", ["More:", ...lesson.pages.map((page) => `  ${join(docs, page)}`)].join("\n")),
    "",
  ].join("\n");
}

const BAR_WIDTH = 40;

function bar(done: number, all: number): string {
  const filled = Math.floor((BAR_WIDTH * done) / all);
  return `[${"#".repeat(filled)}${"-".repeat(BAR_WIDTH - filled)}]`;
}

/** All lessons, by parts. */
export function listText(
  output: Output,
  lessons: readonly Lesson[],
  folder: LessonFolder,
  current: Lesson | undefined,
): string {
  const done = lessons.filter((each) => folder.isDone(each)).length;
  const lines = [`${folder.shown(folder.path)}: ${done} of ${lessons.length} lessons done.`];
  for (const [index, lesson] of lessons.entries()) {
    if (lesson.part !== lessons[index - 1]?.part) lines.push("", lesson.part);
    const mark = folder.isDone(lesson) ? paint(output, "green", "✓") : lesson === current ? "▸" : " ";
    lines.push(` ${mark} ${String(lesson.number).padStart(2)}  ${lesson.name.padEnd(20)} ${lesson.title}`);
  }
  return lines.join("\n");
}
