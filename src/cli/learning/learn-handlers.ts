import { paint } from "../../output/paint.js";
import { ExitCode } from "../endings/exit-code.js";
import type { CommandHost } from "../state/command-host.js";
import type { ExerciseOutcome } from "./exercise-outcome.js";
import { findLesson } from "./find-lesson.js";
import { limitMsOf, type LearnOptions } from "./learn-options.js";
import { listText, widthOf } from "./lesson-text.js";
import { testsOf, type Lesson } from "./lesson.js";
import { nextOpen, openLessons, type OpenLessons } from "./open-lessons.js";
import { outcomeText } from "./outcome-text.js";
import { runExercise } from "./run-exercise.js";
import { wrapText } from "./wrap-text.js";

/** `learn list`. */
export function listLessons(host: CommandHost, { dir, json }: LearnOptions): void {
  const open = openLessons(host, dir);
  const { lessons, folder } = open;
  const current = nextOpen(open);
  const { stdout } = host.streams;
  if (!json) return void stdout.write(`${listText(stdout, lessons, folder, current)}\n`);
  const listed = lessons.map((lesson) => ({
    number: lesson.number,
    name: lesson.name,
    title: lesson.title,
    part: lesson.part,
    file: folder.fileOf(lesson),
    done: folder.isDone(lesson),
    edited: folder.isEdited(lesson),
  }));
  stdout.write(`${JSON.stringify(listed, undefined, 2)}\n`);
}

/** `learn hint`. */
export function showHint(host: CommandHost, { dir }: LearnOptions, word?: string): void {
  const lesson = lessonOf(openLessons(host, dir), word);
  const { stdout } = host.streams;
  stdout.write(`Hint for ${lesson.number} ${lesson.name}:\n${wrapText(lesson.hint, widthOf(stdout))}\n`);
}

/** `learn solution`. The exercise stays as it is. */
export function showSolution(host: CommandHost, { dir }: LearnOptions, word?: string): void {
  host.streams.stdout.write(lessonOf(openLessons(host, dir), word).solution);
}

/** `learn reset`. */
export function resetLesson(host: CommandHost, { dir }: LearnOptions, word: string): void {
  const { lessons, folder } = openLessons(host, dir);
  const lesson = findLesson(lessons, word);
  folder.reset(lesson);
  host.streams.stdout.write(`${folder.shown(folder.fileOf(lesson))} is as it was in the beginning.\n`);
}

/**
 * `learn check`: of one lesson, or of all.
 * @returns 1 if one does not pass
 */
export async function checkLessons(host: CommandHost, options: LearnOptions, word?: string): Promise<ExitCode> {
  const open = openLessons(host, options.dir);
  const { folder, lessons } = open;
  const { stdout } = host.streams;
  const asked = options.all ? lessons : [lessonOf(open, word)];
  const results: { lesson: Lesson; outcome: ExerciseOutcome }[] = [];
  for (const lesson of asked) {
    const outcome = await runExercise(folder.fileOf(lesson), testsOf(lesson), {
      limitMs: limitMsOf(options),
      signal: host.around.signal,
    });
    results.push({ lesson, outcome });
    folder.setDone(lesson, outcome.kind === "passed");
    if (options.json) continue;
    if (!options.all) stdout.write(`${outcomeText(stdout, folder, lesson, outcome)}\n`);
    else stdout.write(`${mark(host, outcome)} ${String(lesson.number).padStart(2)}  ${lesson.name}\n`);
  }
  const passed = results.filter(({ outcome }) => outcome.kind === "passed").length;
  if (options.json) stdout.write(`${JSON.stringify(results.map(asJson), undefined, 2)}\n`);
  else if (options.all) stdout.write(`${passed} of ${results.length} pass.\n`);
  return passed === results.length ? ExitCode.ok : ExitCode.failure;
}

function mark({ streams: { stdout } }: CommandHost, { kind }: ExerciseOutcome): string {
  return kind === "passed" ? paint(stdout, "green", "✓") : paint(stdout, "red", "✗");
}

function asJson({ lesson, outcome }: { lesson: Lesson; outcome: ExerciseOutcome }): object {
  return { number: lesson.number, name: lesson.name, passed: outcome.kind === "passed", ...outcome };
}

/** The one that is meant: without a word, the one that is next, or the last if all are done. */
function lessonOf(open: OpenLessons, word: string | undefined): Lesson {
  const { lessons } = open;
  const lesson = word === undefined ? (nextOpen(open) ?? lessons.at(-1)) : findLesson(lessons, word);
  if (lesson === undefined) throw new TypeError("The package has lost its lessons.");
  return lesson;
}
