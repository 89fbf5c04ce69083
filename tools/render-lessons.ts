import type { Lesson } from "../src/cli/learning/lesson.js";

/** The pages of docs/learn, in Markdown, by their names. */
export function renderLessons(lessons: readonly Lesson[]): ReadonlyMap<string, string> {
  const parts = [...new Set(lessons.map(({ part }) => part))];
  const pageOf = (part: string): string => `${parts.indexOf(part) + 1}-${part.toLowerCase().replaceAll(" ", "-")}.md`;
  return new Map([
    ["README.md", index(lessons, parts, pageOf)],
    ...parts.map((part): [string, string] => [
      pageOf(part),
      chapter(
        part,
        lessons.filter((each) => each.part === part),
      ),
    ]),
  ]);
}

function index(lessons: readonly Lesson[], parts: readonly string[], pageOf: (part: string) => string): string {
  return [
    "# Lessons",
    `${lessons.length} small tests, each of them broken, and each for a reason that is worth knowing. \`npx modal-emulator learn\` puts them into a folder of yours, shows what is wrong, and runs an exercise again whenever you save it; no other package is needed, no account and no network. [Its commands](../command-line.md#learn-start) are \`learn list\`, \`learn check\`, \`learn hint\`, \`learn solution\` and \`learn reset\`.`,
    "What you have done is kept in the folder, by default `modal-lessons`, in `progress.json`. Exercises that you have edited are never written over: `learn reset 3` does that when you ask for it. The folder is no project of npm's: what it needs is linked from where the command is, and Node runs an exercise without it, too, as in `node modal-lessons/01-remote-or-local.ts`. Only the lesson on `explore` needs a package besides, `fast-check`, and says how to get it.",
    "These pages have the same to read: each lesson with its exercise, its hint and its solution. They are made of the exercises, by `npm run lessons`.",
    ...parts.flatMap((part) => [
      `## ${part}`,
      lessons
        .filter((each) => each.part === part)
        .map((lesson) => `${lesson.number}. [${lesson.title}](${pageOf(part)}#${anchorOf(lesson)})`)
        .join("\n"),
    ]),
  ]
    .join("\n\n")
    .concat("\n");
}

function chapter(part: string, lessons: readonly Lesson[]): string {
  return [`# ${part}`, "[All lessons](README.md)", ...lessons.map(section)].join("\n\n").concat("\n");
}

function section(lesson: Lesson): string {
  const more = lesson.pages.map((page) => `[${page.replace(/^docs\//, "")}](${page.replace(/^docs\//, "../")})`);
  return [
    `## ${headingOf(lesson)}`,
    lesson.text,
    code(lesson.exercise),
    `It fails: \`${lesson.fails}\`.`,
    folded("Hint", lesson.hint),
    folded("Solution", code(lesson.solution)),
    `More: ${more.join(", ")}`,
  ].join("\n\n");
}

function headingOf({ number, title }: Lesson): string {
  return `${number}. ${title}`;
}

/** As GitHub makes it of a heading. */
function anchorOf(lesson: Lesson): string {
  return headingOf(lesson)
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

function code(text: string): string {
  return `\`\`\`typescript\n${text.trimEnd()}\n\`\`\``;
}

function folded(summary: string, text: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${text}\n\n</details>`;
}
