import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { packageRoot } from "../../src/checks/package-files.js";
import { LessonFolder } from "../../src/cli/learning/lesson-folder.js";
import { readLessons } from "../../src/cli/learning/lesson.js";
import { cli, type CliResult } from "../support/run-cli.js";

const lessons = readLessons();
const [first, second, third] = lessons;
if (!first || !second || !third) throw new TypeError("there are no lessons");

/** A busy machine is no failure. */
const PATIENCE = ["--time-limit", "60"];

/** A folder of lessons that does not exist yet. */
function newFolder(): string {
  const made = mkdtempSync(join(tmpdir(), "learn-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return join(made, "lessons");
}

function learn(folder: string, ...words: string[]): Promise<CliResult> {
  return cli(["learn", folder, "--once", ...PATIENCE, ...words]);
}

/** Another command about the folder. */
function about(folder: string, ...words: string[]): Promise<CliResult> {
  const isRun = words[0] === "check" && !words.includes("--time-limit");
  return cli(["learn", ...words, ...(isRun ? PATIENCE : []), "--dir", folder]);
}

const fileOf = (folder: string, { id }: { id: string }): string => join(folder, `${id}.ts`);
const solve = (folder: string, lesson: typeof first): void => writeFileSync(fileOf(folder, lesson), lesson.solution);

describe("learn", () => {
  test("writes the exercises, and shows the first one with what fails", async () => {
    const folder = newFolder();
    const { code, stdout, stderr } = await learn(folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Lesson 1 of ${lessons.length} · Calls · Remote or local`);
    expect(stdout).toContain(`0 of ${lessons.length} done`);
    expect(stdout).toContain("✗ greets from a container\n  greet ran in no container\n");
    expect(stdout).toMatch(/01-remote-or-local\.ts, line \d+:\n {4}assert\.equal\(world\.containers/);
    expect(stdout).toContain(`\n  npx modal-emulator learn hint --dir ${folder}\n`);
    expect(stdout).not.toMatch(/^\s+at /m);
    expect(lessons.filter((lesson) => readFileSync(fileOf(folder, lesson), "utf8") !== lesson.exercise)).toEqual([]);
    expect(existsSync(join(folder, "node_modules/modal-emulator/docs/calls.md"))).toBe(true);
  });

  test("goes on past what passes, and remembers it", async () => {
    const folder = newFolder();
    await learn(folder);
    solve(folder, first);
    solve(folder, second);
    expect((await learn(folder)).stdout).toContain(`Lesson 3 of ${lessons.length}`);
    writeFileSync(fileOf(folder, first), "// tried something else\n");
    const { stdout } = await learn(folder);
    expect(stdout).toContain(`Lesson 3 of ${lessons.length}`);
    expect(stdout).toContain("2 of ");
    const listed = JSON.parse((await about(folder, "list", "--json")).stdout) as { done: boolean; edited: boolean }[];
    expect(listed.slice(0, 3)).toMatchObject([
      { number: 1, name: first.name, done: true, edited: true },
      { number: 2, done: true, edited: true },
      { number: 3, done: false, edited: false },
    ]);
  });

  test("leaves alone what was edited, writes what is gone, and renews what is as an earlier version wrote it", async () => {
    const folder = newFolder();
    await learn(folder);
    writeFileSync(fileOf(folder, first), "// mine\n");
    unlinkSync(fileOf(folder, second));
    const progress = join(folder, "progress.json");
    writeFileSync(fileOf(folder, third), "// of an earlier version\n");
    const kept = JSON.parse(readFileSync(progress, "utf8"));
    kept.written[third.id] = createHash("sha256").update("// of an earlier version\n").digest("hex").slice(0, 16);
    writeFileSync(progress, JSON.stringify(kept));
    await about(folder, "list");
    expect(readFileSync(fileOf(folder, first), "utf8")).toBe("// mine\n");
    expect(readFileSync(fileOf(folder, second), "utf8")).toBe(second.exercise);
    expect(readFileSync(fileOf(folder, third), "utf8")).toBe(third.exercise);
    await about(folder, "reset", "1");
    expect(readFileSync(fileOf(folder, first), "utf8")).toBe(first.exercise);
  });

  test("is over when all are done", async () => {
    const folder = newFolder();
    await learn(folder);
    const progress = join(folder, "progress.json");
    const kept = JSON.parse(readFileSync(progress, "utf8"));
    writeFileSync(progress, JSON.stringify({ ...kept, done: lessons.map(({ id }) => id) }));
    expect(await learn(folder)).toEqual({
      code: 0,
      stdout: `All ${lessons.length} lessons are done. \`npx modal-emulator init\` makes a project to go on with.\n`,
      stderr: "",
    });
  });

  test("while watched, runs again on saving, goes on to the next, and ends on Ctrl-C", async () => {
    const folder = newFolder();
    const interrupt = new AbortController();
    let seen = "";
    const { code, stdout } = await cli(["learn", folder, "--watch", ...PATIENCE], {
      signal: interrupt.signal,
      onWrite: (_, text) => {
        seen += text;
        if (!text.includes("it runs when you save it")) return;
        if (seen.includes("Lesson 2 of")) interrupt.abort();
        else solve(folder, first);
      },
    });
    expect(code).toBe(0);
    expect(stdout).toContain("01-remote-or-local.ts passes.\n\nLesson 2 of");
    expect(stdout).toMatch(/What you have done is kept\..*\n$/);
  });

  test("says what should have come, and keeps to the width of the terminal", async () => {
    const folder = newFolder();
    await about(folder, "list");
    const { stdout } = await about(folder, "check", "4");
    expect(stdout).toContain("  it took 30 s\n  It is 30, and should be 10.\n");
    const refused = await about(folder, "check", "fetch");
    expect(refused.stdout).toMatch(/offline\.\n {2}Answer it in the test: .+new\n {2}Response/);
    const deep = `import { test } from "node:test";
import assert from "node:assert/strict";
test("greets from a container", () => assert.deepEqual([new Error("inside")], ["some very long text that goes on and on, and on and on"]));
`;
    writeFileSync(fileOf(folder, first), deep);
    const { stdout: shown } = await about(folder, "check", "1");
    expect(shown).toContain("+ is what came, - is what should come:");
    expect(shown).toMatch(/line 3:\n {4}test\("greets .*…\n$/);
  });

  test("begins with the lesson that is named", async () => {
    expect((await learn(newFolder(), "--lesson", "spawn")).stdout).toContain("Lesson 9 of ");
  });
});

describe("commands of learn", () => {
  test("list shows the parts, and what is next", async () => {
    const { stdout } = await about(newFolder(), "list");
    expect(stdout).toContain(`lessons: 0 of ${lessons.length} lessons done.\n\nCalls\n ▸  1  remote-or-local`);
  });

  test.each(["9", "spawn", "09-spawn", "modal-lessons/09-spawn.ts"])("hint and solution of %s", async (word) => {
    const folder = newFolder();
    expect((await about(folder, "hint", word)).stdout).toMatch(/^Hint for 9 spawn:\n`const soup = /);
    expect((await about(folder, "solution", word)).stdout).toBe(lessons[8]?.solution);
  });

  test("check tells by its code whether an exercise passes, and as JSON what became of it", async () => {
    const folder = newFolder();
    await about(folder, "list");
    solve(folder, second);
    expect(await about(folder, "check", "2")).toMatchObject({ code: 0, stdout: expect.stringContaining("passes.") });
    expect((await about(folder, "check")).code).toBe(1);
    const { code, stdout } = await about(folder, "check", "1", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { number: 1, name: "remote-or-local", passed: false, kind: "failed", tests: [{ line: expect.any(Number) }] },
    ]);
  });

  test("what passed once, and does not any more, is open again when it is checked", async () => {
    const folder = newFolder();
    await about(folder, "list");
    solve(folder, first);
    await about(folder, "check", "1");
    writeFileSync(fileOf(folder, first), first.exercise);
    await about(folder, "check", "1");
    expect((await about(folder, "list")).stdout).toContain("0 of ");
  });
});

describe("exercises that go wrong", () => {
  const APP = `import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
const app = new App("endless");
const turn = app.function(async function turn() { for (;;); });
`;
  const named = (body: string): string =>
    `import { test } from "node:test";\ntest("greets from a container", ${body});\n`;
  test.each([
    [
      "a mistake of syntax",
      named("() => { const x = ; }"),
      "cannot be run.",
      "SyntaxError: Expression expected",
      "line 2",
    ],
    [
      "a name that is not exported",
      'import { Ap } from "modal-emulator";\n',
      "cannot be run.",
      "an export named 'Ap'",
      "line 1",
    ],
    [
      "an option that is none",
      `${APP}app.function({ retrys: 1 } as object, async function f() {});\n`,
      "cannot be run.",
      'Did you mean "retries"?',
      "line 5",
    ],
    [
      "an error of the module",
      'import "node:test";\nthrow new Error("oh");\n',
      "cannot be run.",
      "Error: oh",
      "line 2",
    ],
    ["no test", "export {};\n", "a test is missing or skipped", "greets from a container", ""],
    [
      "a test that is skipped",
      named("{ skip: true }, () => {}"),
      "a test is missing or skipped",
      "greets from a container",
      "",
    ],
    ["a process that ends", named("() => process.exit(0)"), "✗ ", "", ""],
    ["something else that is thrown", named("() => { throw 7; }"), "✗ greets from a container", "Thrown: 7", ""],
  ])("%s", async (_, text, ...said) => {
    const folder = newFolder();
    await about(folder, "list");
    writeFileSync(fileOf(folder, first), text);
    const { code, stdout, stderr } = await about(folder, "check", "1");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    for (const part of said) expect(stdout).toContain(part);
    expect(stdout).not.toMatch(/^\s+at /m);
  });

  test.each([
    ["a loop", 1, named("() => { for (;;); }"), "loop that never"],
    [
      "a container that loops",
      5, // it has begun by then, also on a busy machine
      `${APP}${named("async () => { await using world = await Emulator.start(); await world.run(app, () => turn.remote()); }")}`,
      'The test "greets from a container" was at work',
    ],
  ])("%s is stopped at the time limit", async (_, seconds, text, said) => {
    const folder = newFolder();
    await about(folder, "list");
    writeFileSync(fileOf(folder, first), text);
    const { code, stdout } = await cli(["learn", "check", "1", "--time-limit", `${seconds}`, "--dir", folder]);
    expect(code).toBe(1);
    expect(stdout).toContain(`did not end within ${seconds} s, and was stopped.`);
    expect(stdout).toContain(said);
  });

  test("a world that was left open does not keep a test from passing", async () => {
    const folder = newFolder();
    await about(folder, "list");
    writeFileSync(fileOf(folder, first), first.solution.replace("await using world", "const world"));
    expect((await about(folder, "check", "1")).code).toBe(0);
  });

  test("an exercise that is deleted while somebody watches is named", async () => {
    const folder = newFolder();
    const interrupt = new AbortController();
    const { stdout } = await cli(["learn", folder, "--watch", ...PATIENCE], {
      signal: interrupt.signal,
      onWrite: (_, text) => {
        if (text.includes("is gone")) interrupt.abort();
        else if (text.includes("it runs when you save it")) unlinkSync(fileOf(folder, first));
      },
    });
    expect(stdout).toContain(
      `01-remote-or-local.ts is gone. \`npx modal-emulator learn reset 1 --dir ${folder}\` writes it again.`,
    );
  });
});

test("Ctrl-C ends an exercise that runs, with code 130", async () => {
  const folder = newFolder();
  await about(folder, "list");
  writeFileSync(fileOf(folder, first), "console.log('begun'); for (;;);\n");
  const interrupt = new AbortController();
  const ended = cli(["learn", folder, "--once", ...PATIENCE], { signal: interrupt.signal });
  interrupt.abort();
  expect(await ended).toEqual({ code: 130, stdout: "", stderr: "Interrupted.\n" });
});

test("progress that cannot be kept is told", async () => {
  const folder = newFolder();
  await about(folder, "list");
  const text = `import { mkdirSync, rmSync } from "node:fs";
import { test } from "node:test";
test("greets from a container", () => {
  rmSync("progress.json");
  mkdirSync("progress.json");
});
`;
  writeFileSync(fileOf(folder, first), text);
  const { code, stderr } = await about(folder, "check", "1");
  expect(code).toBe(1);
  expect(stderr).toMatch(/^What is done cannot be kept in .+: EISDIR/);
});

describe("mistakes", () => {
  test.each([
    [["hint", "spwan"], 1, 'There is no lesson "spwan". Did you mean "spawn"?'],
    [["hint", "99"], 1, `There is no lesson 99: they are 1 to ${lessons.length}.`],
    [["solution", "99-crahses"], 1, 'Did you mean "crashes"?'],
    [["reset"], 2, "Missing argument LESSON."],
    [["check", "--time-limit", "0"], 2, "a whole number from 1"],
    [["list", "--jsn"], 2, "Did you mean --json?"],
  ])("%j", async (words, code, message) => {
    const result = await about(newFolder(), ...words);
    expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
  });

  test.each([
    [["hnt"], 2, "No such command: hnt. Did you mean `hint`? (For a folder of that name, write ./hnt.)"],
    [["verify"], 2, "No such command: verify. Did you mean `check`?"],
    [["."], 1, "is a project already. Name another folder, as in `npx modal-emulator learn modal-lessons`."],
    [["7"], 2, "7 is no folder. Did you mean `learn --lesson 7`?"],
    [["retries"], 2, "retries is no folder. Did you mean `learn --lesson retries`?"],
    [["13-retries"], 2, "13-retries is no folder. Did you mean `learn --lesson 13-retries`?"],
    [["package.json"], 1, "package.json is a file. Name a folder for the exercises"],
    [["package.json/x"], 1, "The exercises cannot be written to "],
    [["a/b", "c"], 2, "Too many arguments: c."],
    [["--once", "--watch"], 2, "--once and --watch: give one of them."],
  ])("learn %j", async (words, code, message) => {
    const result = await cli(["learn", ...words]);
    expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
  });

  test.each(["progress.json", "01-remote-or-local.ts", "node_modules"])(
    "a folder where %s is in the way",
    async (name) => {
      const folder = newFolder();
      mkdirSync(folder);
      if (name === "node_modules") writeFileSync(join(folder, name), "");
      else mkdirSync(join(folder, name));
      const { code, stderr } = await about(folder, "list");
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringContaining(`The exercises cannot be written to ${folder}: `),
      });
    },
  );

  test.each(["{", '{ "done": 3 }', "[]"])("progress that is damaged is told, and begins anew: %s", async (text) => {
    const folder = newFolder();
    await about(folder, "list");
    writeFileSync(join(folder, "progress.json"), text);
    const { code, stderr, stdout } = await about(folder, "list");
    expect(code).toBe(0);
    expect(stdout).toContain("0 of ");
    expect(stderr).toMatch(
      /progress\.json is damaged \(.+\), so all lessons count as open\. `npx modal-emulator learn check --all` finds/,
    );
    expect((await about(folder, "list")).stderr).toBe("");
  });

  test("progress that is damaged: exercises that nobody has edited are known", async () => {
    const folder = newFolder();
    await about(folder, "list");
    writeFileSync(join(folder, "progress.json"), "{");
    writeFileSync(fileOf(folder, second), "// mine");
    const listed = JSON.parse((await about(folder, "list", "--json")).stdout) as { number: number; edited: boolean }[];
    expect(listed.filter(({ edited }) => edited).map(({ number }) => number)).toEqual([2]);
  });

  test("a folder with other files is left alone, in whatever language they are", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, ".git"), { recursive: true });
    mkdirSync(join(folder, "src"));
    const { code, stderr } = await about(folder, "list");
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${folder} has other files already, such as src. `)]);
    expect(readdirSync(folder).toSorted()).toEqual([".git", "src"]);
  });

  test.each([[".git", ".gitignore", "README.md", "LICENSE"], ["node_modules"], []])(
    "a folder with no more than %s is one for lessons",
    async (...names) => {
      const folder = newFolder();
      mkdirSync(folder);
      for (const name of names)
        if (/^\.git$|_/.test(name)) mkdirSync(join(folder, name));
        else writeFileSync(join(folder, name), "");
      expect((await about(folder, "list")).code).toBe(0);
      for (const name of names) expect(existsSync(join(folder, name))).toBe(true);
    },
  );
});

test.each([0, 1, 2, 3, 5])("a first writing that was cut off after %i files is gone on with", async (count) => {
  const folder = newFolder();
  await about(folder, "list");
  const order = ["package.json", "tsconfig.json", ".gitignore", ...lessons.map((lesson) => `${lesson.id}.ts`)];
  for (const name of [...order.slice(count), "progress.json"]) rmSync(join(folder, name));
  expect((await about(folder, "list")).code).toBe(0);
  expect(order.filter((name) => !existsSync(join(folder, name)))).toEqual([]);
});

test("what two commands find out at once is kept by both", () => {
  const folder = newFolder();
  const [one, other] = [LessonFolder.open(lessons, "/", folder), LessonFolder.open(lessons, "/", folder)];
  one.setDone(first, true);
  other.setDone(second, true);
  one.setDone(third, true);
  other.setDone(first, false);
  const now = LessonFolder.open(lessons, "/", folder);
  expect(lessons.filter((lesson) => now.isDone(lesson))).toEqual([second, third]);
});

test.each([
  ["a package manager's link", "../elsewhere", "../elsewhere"],
  ["a link of an earlier version of this command", join(tmpdir(), "earlier"), undefined],
  ["a link that leads nowhere", "../nowhere", undefined],
])("%s to the package", (_name, led, stays) => {
  const folder = newFolder();
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  mkdirSync(join(folder, "elsewhere"));
  writeFileSync(join(folder, "package.json"), "{}");
  for (const { id } of [first, second]) writeFileSync(join(folder, `${id}.ts`), "");
  const link = join(folder, "node_modules", "modal-emulator");
  symlinkSync(led, link);
  LessonFolder.open(lessons, "/", folder);
  expect(readlinkSync(link)).toBe(stays ?? fileURLToPath(packageRoot));
});
