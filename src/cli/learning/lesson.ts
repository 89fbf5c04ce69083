import { readdirSync, readFileSync } from "node:fs";
import { packageRoot } from "../../checks/package-files.js";

/** What is to be learnt, and an exercise on it. */
export interface Lesson {
  /** From 1. */
  readonly number: number;
  /** As in `remote-or-local`. */
  readonly name: string;
  /** Number and name, as in `01-remote-or-local`. */
  readonly id: string;
  readonly title: string;
  /** Lessons of one part follow each other. */
  readonly part: string;
  /** Paragraphs in Markdown, without links. */
  readonly text: string;
  /** What the failure of the exercise says as long as nothing is mended. */
  readonly fails: string;
  /** What the compiler says about the exercise, if it sees the mistake. */
  readonly types: string | undefined;
  /** Pages of the documentation that say more, as in `docs/calls.md`. */
  readonly pages: readonly string[];
  /** A package that has to be installed for it. */
  readonly needs: string | undefined;
  readonly hint: string;
  readonly exercise: string;
  readonly solution: string;
}

const HEAD = /^---\n(.*?)\n---\n\s*# ([^\n]+)\n/s;

/** All of the package, in order. */
export function readLessons(root: URL = packageRoot): Lesson[] {
  const folder = new URL("lessons/", root);
  return readdirSync(folder)
    .filter((id) => /^\d\d-/.test(id))
    .toSorted()
    .map((id) => readLesson(new URL(`${id}/`, folder), id));
}

function readLesson(folder: URL, id: string): Lesson {
  const read = (file: string): string => readFileSync(new URL(file, folder), "utf8").replaceAll("\r\n", "\n");
  const page = read("lesson.md");
  const [head = "", settings = "", title = ""] = HEAD.exec(page) ?? [];
  const given = new Map(settings.split("\n").map((line): [string, string] => splitAt(line, ": ")));
  const pages = given.get("pages")?.split(", ") ?? [];
  return {
    number: Number(id.slice(0, 2)),
    name: id.slice(3),
    id,
    title,
    part: given.get("part") ?? "",
    text: page.slice(head.length).trim(),
    fails: given.get("fails") ?? "",
    types: given.get("types"),
    pages: pages.map((name) => `docs/${name}.md`),
    needs: given.get("needs"),
    hint: read("hint.md").trim(),
    exercise: read("exercise.ts"),
    solution: read("solution.ts"),
  };
}

function splitAt(line: string, mark: string): [string, string] {
  const at = line.indexOf(mark);
  return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + mark.length)];
}

/** Names of the tests of an exercise. */
export function testsOf({ exercise }: Lesson): string[] {
  return Array.from(exercise.matchAll(/^test\("([^"]+)"/gm), ([, name = ""]) => name);
}
