import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { ProgressCounts } from "../../src/output/progress-counts.js";
import { progressLine } from "../../src/output/progress-line.js";
import { progressTree } from "../../src/output/progress-tree.js";
import { Screen } from "../../src/output/screen.js";
import { showRun } from "../../src/output/show-run.js";
import { formatSpan } from "../../src/output/format-span.js";
import { summaryLine } from "../../src/cli/running/summary.js";
import type { WorldEvent } from "../../src/emulator/index.js";
import { app, cli } from "../support/run-cli.js";

const some = { seq: 0, at: 0 };

describe("progress counts", () => {
  test("inputs from their creation to their end, over a retry", () => {
    const counts = new ProgressCounts();
    const events: WorldEvent[] = [
      { ...some, type: "call.created", call: "fc-1", function: "f", kind: "remote", parent: null },
      { ...some, type: "input.created", input: "in-1", call: "fc-1", index: 0 },
      { ...some, type: "container.created", container: "ta-1", function: "f", reason: "" },
      { ...some, type: "attempt.started", input: "in-1", attempt: 1, container: "ta-1" },
      { ...some, type: "attempt.ended", input: "in-1", attempt: 1, status: "FAILURE" },
      { ...some, type: "input.retry", input: "in-1", attempt: 2, delayMs: 1000 },
      { ...some, type: "attempt.started", input: "in-1", attempt: 2, container: "ta-1" },
      { ...some, type: "input.ended", input: "in-1", status: "SUCCESS" },
      { ...some, type: "container.stopped", container: "ta-1", reason: "" },
    ];
    const seen = events.map((next) => [counts.see(next), Object.values(counts.total).join(" ")]);
    // inputs, done, failed, running, retrying, containers
    expect(seen).toEqual(
      [
        "0 0 0 0 0 0",
        "1 0 0 0 0 0",
        "1 0 0 0 0 1",
        "1 0 0 1 0 1",
        "1 0 0 0 0 1",
        "1 0 0 0 1 1",
        "1 0 0 1 0 1",
        "1 1 0 0 0 1",
        "1 1 0 0 0 0",
      ].map((text, index) => [index > 0, text]),
    );
    expect(counts.functions.get("f")).toEqual(counts.total);
    expect(counts.see({ ...some, type: "log", container: "ta-1", input: null, stream: "stdout", text: "" })).toBe(
      false,
    );
  });
});

test("progress counts failures, function by function, and leaves out what it does not know", () => {
  const counts = new ProgressCounts();
  for (const f of ["f", "g"])
    counts.see({ ...some, type: "call.created", call: `fc-${f}`, function: f, kind: "map", parent: null });
  for (const [index, f] of ["f", "f", "g", "h"].entries())
    counts.see({ ...some, type: "input.created", input: `in-${index}`, call: `fc-${f}`, index: 0 });
  for (const [input, status] of [
    ["in-0", "TIMEOUT"],
    ["in-1", "SUCCESS"],
    ["in-2", "TERMINATED"],
    ["in-3", "FAILURE"],
  ] as const)
    counts.see({ ...some, type: "input.ended", input, status });
  expect(counts.total).toMatchObject({ inputs: 3, done: 3, failed: 2 });
  expect(Array.from(counts.functions, ([name, { inputs, failed }]) => [name, inputs, failed])).toEqual([
    ["f", 2, 1],
    ["g", 1, 1],
  ]);
});

describe("progress in one line", () => {
  const counts = { inputs: 1200, done: 37, failed: 0, running: 8, retrying: 0, containers: 1 };

  test("has the numbers", () => {
    expect(progressLine("main", counts, 12_000)).toBe(
      "main: 37/1,200 inputs, 8 running, 1 container, 12.0 s of virtual time",
    );
    expect(progressLine("main", { ...counts, failed: 1, retrying: 2 }, 0)).toBe(
      "main: 37/1,200 inputs, 8 running, 1 failed, 2 retrying, 1 container, 0 ms of virtual time",
    );
  });
  test("or in a tree for a terminal, whose lines fit into its rows", () => {
    const tree = (functions: number, frame: number, columns: number): string[] =>
      progressTree("main", new Map(Array.from({ length: functions }, (_, index) => [`f${index}`, counts])), 1000, {
        frame,
        columns,
      });
    expect(tree(0, 0, 80)).toEqual(["⠋ main: 1.0 s of virtual time"]);
    expect(tree(2, 11, 80)).toEqual([
      "⠙ main: 1.0 s of virtual time",
      "├─ f0: 37/1,200 inputs, 8 running, 1 container",
      "└─ f1: 37/1,200 inputs, 8 running, 1 container",
    ]);
    expect(tree(1, 0, 12)).toEqual(["⠋ main: 1.…", "└─ f0: 37/…"]);
    expect(tree(12, 0, 80)).toHaveLength(13);
    expect(tree(14, 0, 80).at(-1)).toBe("└─ and 3 other functions");
  });
  test.each([
    [0, "0 ms"],
    [99.4, "99 ms"],
    [210, "0.21 s"],
    [994, "0.99 s"],
    [8000, "8.0 s"],
    [59_940, "59.9 s"],
    [60_000, "1 min"],
    [7_500_000, "2 h 5 min"],
    [3_600_000, "1 h"],
    [97_200_000, "1 d 3 h"],
  ])("%d ms is %s", (ms, text) => {
    expect(formatSpan(ms)).toBe(text);
  });
  test("the summary", () => {
    const summary = { calls: 12, inputs: 12, containers: 3, retries: 2, virtualDurationMs: 8000 };
    expect(summaryLine(summary, 210)).toBe("12 calls, 3 containers, 2 retries; 8.0 s of virtual time in 0.21 s");
    expect(summaryLine({ ...summary, calls: 1, retries: 1, containers: 1 }, 210)).toBe(
      "1 call with 12 inputs, 1 container, 1 retry; 8.0 s of virtual time in 0.21 s",
    );
  });
});

function setUp(): { written: string[]; screen: Screen } {
  const written: string[] = [];
  const output = (name: string) => ({
    isTTY: true,
    write: (text: string | Uint8Array) => written.push(`${name} ${visible(String(text))}`),
  });
  return { written, screen: new Screen({ stdout: output("out"), stderr: output("err") }) };
}

/** Signs for what clears the line and goes up. */
function visible(text: string): string {
  return text.replaceAll("\r\u001B[K", "<").replaceAll("\u001B[1A", "^");
}

describe("the lines that are redrawn", () => {
  test("gives way to what is written", () => {
    const { written, screen } = setUp();
    screen.draw(["one", "more"]);
    screen.draw(["two"]);
    screen.write("stdout", "log\n");
    screen.write("stdout", "log\n");
    expect(written).toEqual(["err <one\nmore", "err <^<two", "err <", "out log\n", "out log\n"]);
  });
  test("does not wipe out an unfinished line", () => {
    const { written, screen } = setUp();
    screen.write("stdout", "name? ");
    screen.draw(["hidden"]);
    screen.write("stdout", Buffer.from("Ada\n"));
    screen.draw(["shown"]);
    expect(written).toEqual(["out name? ", "out Ada\n", "err <shown"]);
  });
});

test("logs are shown, from the first to the last", () => {
  const { written, screen } = setUp();
  let hear: (event: WorldEvent) => void = () => undefined;
  const shown = showRun(
    { underWay: () => [], now: () => 0, subscribe: (listener) => ((hear = listener), () => (hear = () => undefined)) },
    { name: "main", hasProgress: false, hasTimestamps: false },
    screen,
    () => 0,
  );
  hear({ ...some, type: "log", container: "ta-1", input: null, stream: "stderr", text: "mind the gap" });
  shown[Symbol.dispose]();
  hear({ ...some, type: "log", container: "ta-1", input: null, stream: "stderr", text: "too late" });
  expect(written.map(stripVTControlCharacters)).toEqual(["err mind the gap\n"]);
});

describe("progress of a run", () => {
  const batch = ["run", "--threads", "1", app("work.ts", "batch")];
  const lines = /^batch: \d\/3 inputs, \d running, \d containers?, .* of virtual time$/;

  test("without a terminal, a line at most every two seconds", async () => {
    const plain = (await cli(batch, { tickMs: 1000 })).stderr.split("\n").filter((line) => lines.test(line));
    const twice = (await cli(batch, { tickMs: 2000 })).stderr.split("\n").filter((line) => lines.test(line));
    expect(plain.length).toBeGreaterThan(2);
    expect(twice.length).toBeGreaterThan(plain.length);
    expect((await cli(batch, { tickMs: 1 })).stderr).not.toMatch(/inputs, \d running/);
  });
  test("on a terminal, a tree that is gone in the end", async () => {
    const { stdout, stderr } = await cli(batch, { isTTY: true, tickMs: 60 });
    expect(visible(stderr)).toMatch(
      /^<⠋ batch: [^<\n]*(?:<⠙ batch: [^<\n]*)?\n└─ wait: \d\/\d inputs?, \d running, \d containers?<\^<[⠙⠹] batch: [^<]*<[^]*<\^<that is all\n[^]*<\^<[^<]*✓[^<]* batch: 1 call with 3 inputs, .*\n$/,
    );
    expect(stdout).toBe("done: 1000 2000 3000\n");
  });
  test.each([[true], [false]])("--quiet has none (terminal: %s)", async (isTTY) => {
    expect((await cli(["run", "-q", "--threads", "1", app("work.ts", "batch")], { isTTY, tickMs: 5000 })).stderr).toBe(
      "that is all\n",
    );
  });
});
