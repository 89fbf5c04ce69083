import { meantBy } from "../../checks/nearest-name.js";
import { ReportedError } from "../endings/reported-error.js";
import type { Lesson } from "./lesson.js";

/**
 * The lesson that somebody means.
 * @param word its number, its name, or both, also as the name of its file
 * @throws ReportedError if there is none
 */
export function findLesson(lessons: readonly Lesson[], word: string): Lesson {
  const plain = word.replace(/^.*[\\/]/, "").replace(/\.ts$/, "");
  const found = /^\d+$/.test(plain)
    ? lessons.find(({ number }) => number === Number(plain))
    : lessons.find(({ id, name }) => plain === id || plain === name);
  if (found) return found;
  if (/^\d+$/.test(plain)) throw new ReportedError(`There is no lesson ${plain}: they are 1 to ${lessons.length}.`);
  const names = lessons.map(({ name }) => name);
  throw new ReportedError(`There is no lesson "${plain}". ${meantBy(plain.replace(/^\d+-/, ""), names)}`);
}
