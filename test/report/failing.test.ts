import { spawnSync } from "node:child_process";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { folder, readBack } from "./support.js";

const root = fileURLToPath(new URL("failing", import.meta.url));
const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));

/** What is said of each test that fails, by its name, when reports are to go to `report`. */
function failuresWith(report: string): Map<string, string> {
  const env = { ...process.env, CI: "true", MODAL_EMULATOR_REPORT: report };
  const { stdout, stderr } = spawnSync(process.execPath, [vitest, "run", "--root", root], { encoding: "utf8", env });
  const parts = stripVTControlCharacters(stdout + stderr).split(/\n FAIL {2}failing\.ts > /);
  return new Map(parts.slice(1).map((part) => [part.split("\n", 1)[0] ?? "", part]));
}

const reports = join(folder(), "deep", "reports");
let failures: ReadonlyMap<string, string> = new Map();

beforeAll(() => {
  failures = failuresWith(reports);
}, 60_000);

/** Reports of a test, by what is said of it. */
function filesOf(name: string): string[] {
  return Array.from(failures.get(name)?.matchAll(/^Report: (.*)$/gm) ?? [], ([, file = ""]) => file);
}

test("a failing test has a report of its world, with what has failed and how to run it again", async () => {
  const [file = "", ...others] = filesOf("outer > adds up");
  expect(others).toEqual([]);
  expect(file).toMatch(/test-report-failing-failing\.ts-outer-adds-up-[0-9a-f]{8}\.html$/);
  expect(file.startsWith(reports)).toBe(true);
  const { title, failure, seed, events } = await readBack(file);
  expect(title).toBe("outer > adds up");
  expect(seed).toBe("0");
  expect(failure).toEqual({
    message: "Error: one and one",
    stack: expect.stringMatching(/^Error: one and one\n\s+at addsUp \(.*failing\.ts:\d+:\d+\)/),
    again: "MODAL_EMULATOR_SEED=0 npx vitest run test/report/failing/failing.ts -t 'adds up$'",
  });
  expect(events.filter(({ type }) => type === "input.ended")).toHaveLength(1);
});

test("the line stands at the end of what else is said", () => {
  expect(failures.get("outer > adds up")).toMatch(/\nRun it again alike: .*\nReport: .*\n/);
});

test("each has a file of its own; one that passes has none", () => {
  const told = [...failures.keys()].flatMap(filesOf);
  const written = readdirSync(reports).map((name) => join(reports, name));
  expect(new Set(told)).toEqual(new Set(written));
  expect(told.length).toBe(written.length);
  expect(written.every((file) => /^[\w.-]+\.html$/.test(file.slice(reports.length + 1)))).toBe(true);
  expect(filesOf("outer > adds up")).not.toEqual(filesOf("other > adds up"));
  expect(written.filter((file) => /passes|is-to-fail/.test(file))).toEqual([]);
});

test("whatever the test is called", async () => {
  const name = '../../<b>"odd" & שלום 👩‍🚀 $(name)';
  const [file = ""] = filesOf(name);
  expect(file).toMatch(/failing\.ts-b-odd-name-[0-9a-f]{8}\.html$/);
  expect((await readBack(file)).title).toBe(name);
});

test("worlds that a test has started itself are reported, also closed ones", async () => {
  const own = await Promise.all(filesOf("worlds of its own > closed ones").map(readBack));
  expect(own.map(({ seed }) => seed)).toEqual(["8", "9"]);
  expect(own[0]?.failure?.message).toBe("AssertionError: expected 1 to be 2 // Object.is equality");
  expect(own[0]?.failure?.again).toBe("npx vitest run test/report/failing/failing.ts -t 'closed ones$'");
  const both = await Promise.all(filesOf("worlds of its own > besides that of the fixture").map(readBack));
  expect(both.map(({ seed }) => seed)).toEqual(["0", "10"]);
  expect(both.map(({ failure }) => failure?.message)).toEqual(["Error: one and one", "Error: one and one"]);
});

test("what is set up for nothing, a test that is too long, and one that is tried again", async () => {
  const [nothing] = await Promise.all(filesOf("nothing to hit").map(readBack));
  expect(nothing?.failure?.message).toMatch(/^InvalidError: Something was set up for nothing:/);
  const [tooLong] = await Promise.all(filesOf("too long").map(readBack));
  expect(tooLong?.failure?.message).toContain("Test timed out in 1000ms.");
  expect(tooLong?.events.some(({ type }) => type === "attempt.started")).toBe(true);
  expect(tooLong?.events.some(({ type }) => type === "attempt.ended")).toBe(false);
  expect(filesOf("again and again (initial run, 1st retry)")).toHaveLength(1); // that of the last attempt
});

test("concurrent tests have reports of their own worlds", async () => {
  for (const name of ["left", "right"]) {
    const own = await Promise.all(filesOf(`side by side > ${name}`).map(readBack));
    expect(own.map(({ title }) => title)).toEqual([`side by side > ${name}`]);
  }
});

test("of a test that explores, the world of the test is reported, and none that it was tried in", async () => {
  const own = await Promise.all(filesOf("in many worlds").map(readBack));
  expect(own).toHaveLength(1);
  expect(own[0]?.failure?.message).toContain("ExplorationError: RangeError: two is too much");
  expect(own[0]?.events.filter(({ type }) => type === "call.created")).toHaveLength(1);
});

describe("elsewhere", () => {
  test("another run writes the same files", () => {
    const again = join(folder(), "again");
    failuresWith(again);
    expect(readdirSync(again)).toEqual(readdirSync(reports));
  }, 60_000);

  test("what cannot be written hides nothing", () => {
    const file = join(folder(), "file");
    writeFileSync(file, "");
    const said = failuresWith(file);
    expect([...said.keys()]).toEqual([...failures.keys()]);
    expect(said.get("nothing to hit")).toMatch(
      /^nothing to hit\nInvalidError: Something was set up for nothing:\n[^]*\nRun it again alike: .*\nThe report could not be written: .*\n/,
    );
    expect(statSync(file).size).toBe(0);
  }, 60_000);

  test("nobody wants any", () => {
    const said = failuresWith("").get("nothing to hit");
    expect(said).toContain("Run it again alike: ");
    expect(said).not.toMatch(/^(?:Report: |The report )/m);
  }, 60_000);
});
