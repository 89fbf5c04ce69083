import type { CommandHost } from "../state/command-host.js";
import { LessonFolder } from "./lesson-folder.js";
import { readLessons, type Lesson } from "./lesson.js";

/** All lessons, and the folder that somebody learns in. */
export interface OpenLessons {
  readonly lessons: readonly Lesson[];
  readonly folder: LessonFolder;
}

/** @param name of the folder @throws ReportedError if it cannot be written */
export function openLessons({ directory, streams }: CommandHost, name: string | undefined): OpenLessons {
  const lessons = readLessons();
  const folder = LessonFolder.open(lessons, directory, name);
  if (folder.warning !== undefined) streams.stderr.write(`${folder.warning}\n`);
  return { lessons, folder };
}

/** The first one that is not done, from a lesson on and then from the beginning; undefined if all are. */
export function nextOpen({ lessons, folder }: OpenLessons, from = 0): Lesson | undefined {
  return [...lessons.slice(from), ...lessons.slice(0, from)].find((lesson) => !folder.isDone(lesson));
}
