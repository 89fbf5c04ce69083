import { existsSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { comparisonText } from "../../src/cli/reporting/comparison-text.js";
import { madeOf, readReport } from "../../src/cli/reporting/read-report.js";
import { summaryJson } from "../../src/cli/reporting/report-json.js";
import { summaryOf } from "../../src/cli/reporting/report-summary.js";
import { reportText } from "../../src/cli/reporting/report-text.js";
import { ReportedError } from "../../src/cli/endings/reported-error.js";
import { compareReports } from "../../src/report/compare/compare-reports.js";
import { chromeTrace } from "../../src/report/exports/chrome-trace.js";
import { otlpTraces } from "../../src/report/exports/otlp.js";
import type { ReportData } from "../../src/report/model/report-data.js";
import { isReportData } from "../../src/report/model/check-report-data.js";
import { expectRejection } from "../support/expect-error.js";
import { cli } from "../support/run-cli.js";
import { odd, strange } from "./apps/strange.js";
import { CUT, day, days, EMPTY, folder, readBack, reportOf, type Written } from "./support.js";

const root = folder();
const at = (name: string): string => join(root, name);
const report = (...words: string[]) => cli(["report", ...words]);

/** A page with such data. */
const pageOf = (data: unknown, pack = (text: string) => gzipSync(text).toString("base64")): string =>
  `<script id="report-data" type="text/plain">${pack(JSON.stringify(data) ?? "")}</script>`;

/** A run, the same again, and one that takes longer. */
let a: Written = { data: EMPTY, file: "" };
let same = a;
let slow = a;

beforeAll(async () => {
  a = await reportOf({}, day, { failure: { message: "expected 1\nto be 2", again: "npm test" } });
  same = await reportOf({}, day, { failure: { message: "expected 1\nto be 2", again: "npm test" } });
  slow = await reportOf({ coldStartMs: 400 }, day);
});

describe("a summary", () => {
  test("says what ran, what failed, and what went wrong, as the page does at its top", async () => {
    expect(await report(a.file)).toEqual({
      code: 0,
      stderr: "",
      stdout: `shop: seed 0, modal-emulator ${a.data.version}
Failed: expected 1 ⏎ to be 2
Again: npm test
1 d of virtual time: 2026-01-01 00:00:00 UTC to 2026-01-02 00:00:08 UTC
9 calls, 12 inputs, 7 containers, 2 retries, 117 events
It cost $0.000722.

3 problems:
  2026-01-01 00:00:00 UTC  retried  priceOf, attempt 1: FAILURE: Error: not yet
  2026-01-01 00:00:04 UTC  retried  priceOf, attempt 1: FAILURE: RangeError: 13 has no price ⏎ <b>none</b>
  2026-01-01 00:00:08 UTC  failed   priceOf, attempt 2: FAILURE: RangeError: 13 has no price ⏎ <b>none</b>
`,
    });
  });

  test("as JSON, a line for each file", async () => {
    const { code, stdout } = await report("--json", a.file, slow.file);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      {
        file: a.file,
        title: "shop",
        seed: "0",
        ok: false,
        failure: { message: "expected 1\nto be 2" },
        from: "2026-01-01T00:00:00.000Z",
        until: "2026-01-02T00:00:08.200Z",
        calls: 9,
        events: 117,
        dropped: 0,
        cost: expect.closeTo(0.000722, 6),
      },
      { file: slow.file, ok: true, failure: null },
    ]);
    expect(lines[0].problems.at(-1)).toEqual({
      kind: "failed",
      text: "priceOf, attempt 2: FAILURE: RangeError: 13 has no price\n<b>none</b>",
      seq: 76,
      at: "2026-01-01T00:00:08.200Z",
    });
  });

  test("of several files has their names", async () => {
    const { stdout } = await report(a.file, slow.file);
    expect(stdout).toContain(`${a.file}\nshop: seed 0`);
    expect(stdout).toContain(`\n\n${slow.file}\nshop: seed 0`);
  });

  test("of nothing, of a log whose beginning was dropped, and of texts that would move a terminal's cursor", async () => {
    const nothing = await reportOf({}, async () => undefined);
    expect((await report(nothing.file)).stdout).toContain("a world without apps: seed 0");
    expect((await report(nothing.file)).stdout).toContain("\nNo problems.\n");
    const dropped = await reportOf(CUT, days);
    expect((await report(dropped.file)).stdout).toMatch(/\nIts first [\d,]+ events were not kept\.\n/);
    const moving = await reportOf({}, async (world) => {
      await world.run(strange, () => odd.remote("\u001b[2Jgone\r\u0007")).catch(() => undefined);
    });
    const { stdout } = await report(moving.file);
    expect(stdout).toContain(String.raw`Error: \u001b[2Jgone`);
    expect(stdout).not.toMatch(/(?!\n)\p{Cc}/u);
  });
});

describe("exports", () => {
  test("are those of the report", async () => {
    const [trace, otlp] = [at("deep/trace.json"), at("otlp.json")];
    expect(await report("--trace", trace, "--otlp", otlp, a.file)).toEqual({
      code: 0,
      stderr: "",
      stdout: `✓ Wrote ${trace}.\n✓ Wrote ${otlp}.\n`,
    });
    expect(JSON.parse(await readFile(trace, "utf8"))).toEqual(JSON.parse(JSON.stringify(chromeTrace(a.data))));
    expect(JSON.parse(await readFile(otlp, "utf8"))).toEqual(JSON.parse(JSON.stringify(otlpTraces(a.data))));
  });

  test("to the standard output", async () => {
    const { code, stdout } = await report("--trace", "-", a.file);
    expect([code, JSON.parse(stdout)]).toEqual([0, JSON.parse(JSON.stringify(chromeTrace(a.data)))]);
  });

  test("into a place that cannot be written", async () => {
    await writeFile(at("file"), "");
    const { code, stderr } = await report("--trace", at("file/trace.json"), a.file);
    expect(code).toBe(1);
    expect(stderr).toContain(`${at("file/trace.json")} cannot be written: `);
  });
});

describe("a comparison", () => {
  test("of equal runs", async () => {
    expect(await report("--compare", a.file, same.file)).toEqual({
      code: 0,
      stderr: "",
      stdout: "The two runs are alike.\n",
    });
    expect(JSON.parse((await report("--compare", "--json", a.file, same.file)).stdout)).toMatchObject({
      alike: true,
      differences: [],
      parting: null,
    });
  });

  test("of runs that differ: what does, and a page that shows it", async () => {
    const out = at("compared.html");
    const { code, stdout } = await report("--compare", a.file, slow.file, "--out", out);
    expect(code).toBe(1);
    expect(stdout).toContain(
      `A is ${a.file}, B is ${slow.file}.\n\n11 differences:\n  The run failed with "expected 1\\nto be 2" only in A\n`,
    );
    expect(stdout).toContain("  basket, call 1: took 3.6 s in A, 4.4 s in B\n");
    expect(stdout).toContain('\n\nThe logs part at event 7: in A "A container of basket is ready" after 0 s, in B');
    expect(stdout.endsWith(`✓ Wrote ${out}.\n`)).toBe(true);
    const { comparison, ...data } = await readBack(out);
    expect(data).toEqual(slow.data);
    expect(comparison?.a).toEqual({ title: "shop", seed: "0", version: a.data.version });
    expect(comparison?.differences).toHaveLength(11);
    expect(comparison?.differences[1]).toEqual({
      kind: "durations",
      at: 4,
      text: "basket, call 1: took 3.6 s in A, 4.4 s in B",
    });
    expect(existsSync(`${out}.part`)).toBe(false);
  });

  test("as JSON has the numbers of events", async () => {
    const { code, stdout } = await report("--compare", "--json", a.file, slow.file);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      alike: false,
      a: { file: a.file, seed: "0" },
      b: { file: slow.file, seed: "0" },
      parting: { seq: 7 },
    });
    expect(JSON.parse(stdout).differences[1]).toEqual({
      kind: "durations",
      text: "basket, call 1: took 3.6 s in A, 4.4 s in B",
      seq: 4,
    });
  });
});

/** Zeros in gzip, that each unpack to so many bytes. */
function bomb(bytes: number): Buffer {
  const part = gzipSync(Buffer.alloc(1 << 20));
  return Buffer.concat(Array.from({ length: bytes / (1 << 20) }, () => part));
}

/** Files that are no reports, and what is said of them. */
const WRONG: readonly (readonly [name: string, text: string | undefined, said: string])[] = [
  ["nowhere.html", undefined, "cannot be read: there is no such file."],
  ["folder", undefined, "cannot be read: it is a directory."],
  ["empty.html", "", "cannot be used: it is no report of modal-emulator."],
  ["page.html", "<!doctype html><title>mine</title>", "cannot be used: it is no report of modal-emulator."],
  [
    "live.html",
    '<script id="report-data" type="text/plain" data-live="/_modal/data"></script>',
    "cannot be used: it is no report of modal-emulator.",
  ],
  ["no-data.html", '<script id="report-data" type="text/plain"></script>', "cannot be used: its data is damaged."],
  ["no-base64.html", pageOf(EMPTY, (text) => text), "cannot be used: its data is damaged."],
  [
    "cut.html",
    pageOf(EMPTY, (text) => gzipSync(text).subarray(0, 60).toString("base64")),
    "cannot be used: its data is damaged.",
  ],
  ["no-json.html", pageOf(EMPTY, () => gzipSync("{").toString("base64")), "cannot be used: its data is damaged."],
  ["list.html", pageOf([]), "cannot be used: it holds no run."],
  ["null.html", pageOf(null), "cannot be used: it holds no run."],
  ["newer.html", pageOf({ ...EMPTY, format: 2 }), "cannot be used: its form is 2, and this version reads form 1."],
  ["no-events.html", pageOf({ ...EMPTY, events: undefined }), "cannot be used: its data is damaged."],
  ["odd-event.html", pageOf({ ...EMPTY, events: [{ type: "log" }] }), "cannot be used: its data is damaged."],
  ["odd-tables.html", pageOf({ ...EMPTY, calls: [] }), "cannot be used: its data is damaged."],
  ["no-date.html", pageOf({ ...EMPTY, now: 1e300 }), "cannot be used: its data is damaged."],
];

describe.each(WRONG)("%s", (name, text, said) => {
  beforeAll(async () => {
    if (name === "folder") await mkdir(at(name), { recursive: true });
    else if (text !== undefined) await writeFile(at(name), text);
  });

  test("is refused with its name", async () => {
    await expectRejection(() => readReport(root, name), ReportedError, `${name} ${said}`);
    for (const words of [[], ["--json"], ["--trace", at("t.json")], ["--compare", a.file]])
      expect(await report(...words, at(name))).toEqual({ code: 1, stdout: "", stderr: `${at(name)} ${said}\n` });
    expect(existsSync(at("t.json"))).toBe(false);
  });
});

test("a small file that unpacks to more than any text holds is refused before that", async () => {
  await writeFile(
    at("bomb.html"),
    pageOf(EMPTY, () => bomb(1 << 29).toString("base64")),
  );
  await expectRejection(
    () => readReport(root, "bomb.html"),
    ReportedError,
    "bomb.html cannot be used: its data is larger than any report's.",
  );
});

/** Words that do not go together, and what is said of them. */
const MISUSES: readonly (readonly [said: string, words: (file: string, other: string) => readonly string[]])[] = [
  ["Missing argument FILE.", () => []],
  ["No such option: --tracee. Did you mean --trace?", (file) => ["--tracee", "x", file]],
  ["Option --trace needs a value.", (file) => [file, "--trace"]],
  ["--compare takes two files, the runs A and B, not 1.", (file) => ["--compare", file]],
  ["--compare takes two files, the runs A and B, not 3.", (file, other) => ["--compare", file, other, "c.html"]],
  ["is both of the runs.", (file) => ["--compare", file, file]],
  ["--out goes with --compare: it writes a page of what differs.", (file) => ["--out", "o.html", file]],
  ["--trace and --otlp take one file, not 2.", (file, other) => ["--trace", "t.json", file, other]],
  [
    "--compare does not go with --trace and --otlp: compare, or export.",
    (file, other) => ["--compare", "--otlp", "o.json", file, other],
  ],
  ["--json does not go with --trace and --otlp: they write JSON.", (file) => ["--json", "--otlp", "o.json", file]],
  ["What is written must not replace what is read.", (file) => ["--trace", file, file]],
  ["What is written must not replace what is read.", (file, other) => ["--compare", "--out", other, file, other]],
  ["--trace and --otlp need files of their own.", (file) => ["--trace", "t.json", "--otlp", "t.json", file]],
];

test.each(MISUSES)("%s", async (said, words) => {
  const before = await readFile(slow.file);
  const { code, stdout, stderr } = await report(...words(a.file, slow.file));
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(said);
  expect(stderr).toContain("Usage: modal-emulator report [options] <FILE...>\n");
  expect(await readFile(slow.file)).toEqual(before);
});

/** What stands where something else is to be. */
const ODD_VALUES: readonly unknown[] = [undefined, null, {}, [null], "", -1, 1e300, true, "__proto__", "constructor"];

/** A record or a list with one thing in it changed, in all ways and places. */
function* spoiled(value: unknown): Generator<unknown, void> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, each] of Object.entries(value)) {
    const put = (changed: unknown): unknown =>
      Array.isArray(value)
        ? value.map((item: unknown, index) => (String(index) === name ? changed : item))
        : { ...value, [name]: changed };
    for (const odd of ODD_VALUES) yield put(odd);
    for (const changed of spoiled(each)) yield put(changed);
  }
}

test("whatever is wrong in a report, it is read or refused", async () => {
  const types = new Set<string>();
  const events = a.data.events.filter(({ type }) => types.size < types.add(type).size);
  const short: ReportData = { ...a.data, events, sources: {} };
  const ways: readonly ((data: ReportData) => unknown)[] = [
    (data) => reportText(summaryOf(data)),
    (data) => summaryJson("", summaryOf(data)),
    (data) => JSON.stringify(chromeTrace(data)),
    (data) => JSON.stringify(otlpTraces(data)),
    (data) => comparisonText(compareReports(short, data), ["", ""]),
    (data) => comparisonText(compareReports(data, short), ["", ""]),
  ];
  let read = 0;
  let refused = 0;
  for (const data of spoiled(short))
    for (const way of ways)
      try {
        if (!isReportData(data as object)) throw new ReportedError("");
        madeOf(["x"], () => way(data as ReportData));
        read++;
      } catch (error) {
        expect(error).toBeInstanceOf(ReportedError);
        refused++;
      }
  expect([read > 1000, refused > 1000]).toEqual([true, true]);
});

test("what is read is not written to by another name", async () => {
  await symlink(a.file, at("alias.html"));
  const before = await readFile(a.file);
  for (const words of [
    ["--trace", at("alias.html"), a.file],
    ["--compare", "--out", at("alias.html"), slow.file, a.file],
    ["--trace", a.file, at("alias.html")],
  ])
    expect((await report(...words)).stderr).toContain("What is written must not replace what is read.");
  expect(await readFile(a.file)).toEqual(before);
});
