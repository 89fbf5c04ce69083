import { readFileSync } from "node:fs";
import { paint } from "../../output/paint.js";
import type { Output } from "../../output/streams.js";
import type { ExerciseOutcome } from "./exercise-outcome.js";
import type { LessonFolder } from "./lesson-folder.js";
import { widthOf } from "./lesson-text.js";
import type { Lesson } from "./lesson.js";
import { wrapLines } from "./wrap-text.js";

/** The most lines that are shown of what a failure says, and of what an exercise has written. */
const MOST_LINES = 16;

/** Before a line of code. */
const INDENT = "    ";

/** What became of an exercise, in words. */
export function outcomeText(output: Output, folder: LessonFolder, lesson: Lesson, outcome: ExerciseOutcome): string {
  const place = (line: number | undefined): string[] => placeIn(folder, lesson, line, widthOf(output));
  const file = folder.shown(folder.fileOf(lesson));
  const said = (message: string): string[] => indent(wrapLines(message, widthOf(output) - 2));
  const red = (text: string): string => paint(output, "red", text);
  const lines: string[] = [];
  switch (outcome.kind) {
    case "passed":
      return paint(output, "green", `✓ ${file} passes.`);
    case "missing":
      return red(`✗ ${file} is gone. \`${folder.command(`reset ${lesson.number}`)}\` writes it again.`);
    case "emptied":
      return red(`✗ ${file}: a test is missing or skipped, or has another name: ${outcome.tests.join("; ")}.`);
    case "endless":
      lines.push(
        red(`✗ ${file} did not end within ${outcome.afterMs / 1000} s, and was stopped.`),
        outcome.test === undefined
          ? "  Is there a loop that never waits, or something that nobody resolves?"
          : `  The test "${outcome.test}" was at work: it waits for real time, or loops without end.`,
      );
      break;
    case "broken":
      lines.push(red(`✗ ${file} cannot be run.`), ...said(outcome.message), ...place(outcome.line));
      break;
    case "failed":
      for (const { test, message, line } of outcome.tests)
        lines.push(red(`✗ ${test}`), ...said(message), ...place(line));
      break;
  }
  if (outcome.output.trim() !== "") lines.push("", "  It wrote:", ...indent(outcome.output.trim(), "  | "));
  const advice = neededPackage(folder, lesson, outcome);
  return [...lines, ...(advice === undefined ? [] : ["", advice])].join("\n");
}

/** How to get what a lesson needs besides this package, if that is what it lacks. */
function neededPackage(folder: LessonFolder, { needs }: Lesson, outcome: ExerciseOutcome): string | undefined {
  if (needs === undefined || outcome.kind !== "failed") return undefined;
  if (!outcome.tests.some(({ message }) => message.includes(`needs the package ${needs}`))) return undefined;
  return `This lesson needs a package of its own. Get it by this, then try again:\n  npm install --prefix ${folder.shown(folder.path)} ${needs}`;
}

function indent(text: string, by = "  "): string[] {
  const lines = text.split("\n");
  const shown = lines.slice(0, MOST_LINES).map((line) => (by + line).trimEnd());
  return lines.length > shown.length ? [...shown, `${by}… and ${lines.length - shown.length} lines more`] : shown;
}

/** The line of the exercise where it went wrong. */
function placeIn(folder: LessonFolder, lesson: Lesson, line: number | undefined, columns: number): string[] {
  if (line === undefined) return [];
  const file = folder.fileOf(lesson);
  const code = (readFileSync(file, "utf8").split("\n")[line - 1] ?? "").trim();
  const room = columns - INDENT.length;
  const shown = code.length > room ? `${code.slice(0, room - 1)}…` : code;
  return ["", `  ${folder.shown(file)}, line ${line}:`, INDENT + shown];
}
