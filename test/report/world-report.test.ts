import { mkdirSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ClientClosed, InvalidError } from "modal-emulator";
import { Emulator, type ReportOptions } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { expectRejection } from "../support/expect-error.js";
import { app, priceOf } from "./apps/shop.js";
import { odd, strange } from "./apps/strange.js";
import { day, folder, readBack, reportOf, written } from "./support.js";

/** A world without threads, which runs nothing. */
async function inWorld(body: (world: Emulator, directory: string) => Promise<void>): Promise<void> {
  await using world = await Emulator.start({ threads: 0 });
  await body(world, folder());
}

/** What `world.report` refuses. */
const WRONG: readonly (readonly [name: string, file: unknown, options: unknown, fragments: readonly string[]])[] = [
  ["no path", undefined, undefined, ['takes the path of a file, such as "report.html"', "undefined"]],
  ["an empty path", "", undefined, ["takes the path of a file"]],
  ["a number", 7, undefined, ["takes the path of a file", "7"]],
  ["an unknown option", "r.html", { titel: "x" }, ["titel", "title"]],
  ["a title that is none", "r.html", { title: 7 }, ["title must be a text", "7"]],
  ["a failure without a message", "r.html", { failure: { stack: "x" } }, ["failure needs a message"]],
  ["a failure with something else", "r.html", { failure: { message: "x", stacks: "y" } }, ["stacks"]],
  ["a stack that is none", "r.html", { failure: { message: "x", stack: 7 } }, ["failure.stack must be a text", "7"]],
];

test.each(WRONG)("%s is refused", async (_name, file, options, fragments) => {
  await inWorld(async (world, directory) => {
    const path = file === "r.html" ? join(directory, file) : (file as string);
    await expectRejection(
      () => world.report(path, options as ReportOptions),
      InvalidError,
      "world.report",
      ...fragments,
    );
    expect(readdirSync(directory)).toEqual([]);
  });
});

test("a world that is closed is refused", async () => {
  const world = await Emulator.start({ threads: 0 });
  await world.close();
  await expectRejection(
    () => world.report(join(folder(), "r.html")),
    ClientClosed,
    "world.report: this world is closed.",
  );
});

describe("a file", () => {
  test("is made with its folders, and replaced as a whole", async () => {
    await inWorld(async (world, directory) => {
      const file = join(directory, "deep", "er", "r.html");
      await world.report(file, { title: "first" });
      await world.report(file, { title: "second" });
      expect((await readBack(file)).title).toBe("second");
      expect(readdirSync(join(directory, "deep", "er"))).toEqual(["r.html"]);
    });
  });

  test("may be written twice at once", async () => {
    await inWorld(async (world, directory) => {
      const file = join(directory, "r.html");
      await Promise.all([world.report(file), world.report(file), world.report(file)]);
      expect(await readBack(file)).toMatchObject({ title: "a world without apps" });
      expect(readdirSync(directory)).toEqual(["r.html"]);
    });
  });

  test("that is a folder, or lies in a file, is refused, and nothing is left behind", async () => {
    await inWorld(async (world, directory) => {
      mkdirSync(join(directory, "taken"));
      await writeFile(join(directory, "file"), "text");
      await expect(world.report(join(directory, "taken"))).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
      await expect(world.report(join(directory, "file", "r.html"))).rejects.toThrow(/ENOTDIR|EEXIST/);
      expect(readdirSync(directory).toSorted()).toEqual(["file", "taken"]);
    });
  });
});

test("titles and failures of all kinds are text in the page, never markup", async () => {
  const text = '</script><img src=x onerror="alert(1)">$&$1 שלום 👩‍🚀 \u202e';
  const { file, data } = await reportOf({}, async () => undefined, {
    title: text,
    failure: { message: text, stack: text, again: text },
  });
  expect(data.title).toBe(text);
  expect(data.failure).toEqual({ message: text, stack: text, again: text });
  const page = await readFile(file, "utf8");
  expect(page).not.toContain("<img");
  expect(page).toContain("<title>&lt;/script>&lt;img");
});

test("equal runs give equal data, whenever they are written", async () => {
  const [a, b] = [await reportOf({}, day), await reportOf({}, day)];
  expect(a.data).toEqual(b.data);
  expect(await readFile(a.file, "utf8")).toBe(await readFile(b.file, "utf8"));
});

test("values of secrets are masked wherever they stand", async () => {
  await using world = await Emulator.start({ threads: 1 });
  world.secrets.set("key", { KEY: "hush-hush-1" });
  const file = join(folder(), "r.html");
  await world.run(app, () => priceOf.remote(2));
  const failure = { message: "hush-hush-1!", stack: "at hush-hush-1", again: "npm test -- hush-hush-1" };
  await world.report(file, { title: "of hush-hush-1", failure });
  const text = JSON.stringify(await readBack(file));
  expect(text).not.toContain("hush-hush-1");
  expect(text).toContain("of ***");
});

test("values that have become secrets later are masked, too, and the log stays as it was", async () => {
  await using world = await Emulator.start({ threads: 1 });
  const fail = (word: string): Promise<unknown> => odd.remote(word).catch(() => undefined);
  await world.run(strange, () => fail("hush-hush-1"));
  world.secrets.set("one", { KEY: "hush-hush-1" });
  await world.run(strange, () => fail("hush-hush-2"));
  world.secrets.set("two", { KEY: "hush-hush-2" });
  const before = JSON.stringify([...world.events]);
  const { data } = await written(world);
  expect(JSON.stringify(data)).not.toMatch(/hush-hush-\d/);
  expect(data.events.filter(({ type }) => type === "log").map((event) => "text" in event && event.text)).toEqual([
    "***",
    expect.stringMatching(/^Error: \*\*\*\n/),
    "***",
    expect.stringMatching(/^Error: \*\*\*\n/),
  ]);
  expect(data.events.map(({ seq, at, type }) => [seq, at, type])).toEqual(
    Array.from(world.events, ({ seq, at, type }) => [seq, at, type]),
  );
  expect(JSON.stringify([...world.events])).toBe(before);
});
