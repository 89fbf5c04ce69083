import { describe, expect, test } from "vitest";
import { ProgressCounts } from "../../src/cli/progress-counts.js";
import { progressLine, spinnerLine } from "../../src/cli/progress-line.js";
import { Screen } from "../../src/cli/screen.js";
import { formatSpan } from "../../src/cli/span.js";
import { summaryLine } from "../../src/cli/summary.js";
import type { WorldEvent } from "../../src/emulator/index.js";
import { app, cli } from "./run-cli.js";

const some = { seq: 0, at: 0 };

describe("progress counts", () => {
  test("inputs from their creation to their end, over a retry", () => {
    const counts = new ProgressCounts();
    const events: WorldEvent[] = [
      { ...some, type: "input.created", input: "in-1", call: "fc-1", index: 0 },
      { ...some, type: "container.created", container: "ta-1", function: "f", reason: "" },
      { ...some, type: "attempt.started", input: "in-1", attempt: 1, container: "ta-1" },
      { ...some, type: "attempt.ended", input: "in-1", attempt: 1, status: "FAILURE" },
      { ...some, type: "input.retry", input: "in-1", attempt: 2, delayMs: 1000 },
      { ...some, type: "attempt.started", input: "in-1", attempt: 2, container: "ta-1" },
      { ...some, type: "input.ended", input: "in-1", status: "SUCCESS" },
      { ...some, type: "container.stopped", container: "ta-1", reason: "" },
    ];
    const seen = events.map((next) => [counts.see(next), Object.values(counts.current).join(" ")]);
    // inputs, done, running, retrying, containers
    expect(seen).toEqual(["1 0 0 0 0", "1 0 0 0 1", "1 0 1 0 1", "1 0 0 0 1", "1 0 0 1 1", "1 0 1 0 1", "1 1 0 0 1", "1 1 0 0 0"].map((text) => [true, text]));
    expect(counts.see({ ...some, type: "log", container: "ta-1", input: null, stream: "stdout", text: "" })).toBe(false);
  });
});

describe("progress in one line", () => {
  const counts = { inputs: 1200, done: 37, running: 8, retrying: 0, containers: 1 };

  test("has the numbers", () => {
    expect(progressLine("main", counts, 12_000)).toBe("main: 37/1,200 inputs, 8 running, 1 container, 12.0 s of virtual time");
    expect(progressLine("main", { ...counts, retrying: 2 }, 0)).toBe("main: 37/1,200 inputs, 8 running, 2 retrying, 1 container, 0 ms of virtual time");
  });
  test("fits into one row of the terminal", () => {
    expect(spinnerLine(0, "main: 37/100", 80)).toBe("⠋ main: 37/100");
    expect(spinnerLine(11, "main: 37/100", 10)).toBe("⠙ main: …");
  });
  test.each([[0, "0 ms"], [99.4, "99 ms"], [210, "0.21 s"], [994, "0.99 s"], [8000, "8.0 s"], [59_940, "59.9 s"], [60_000, "1 min"], [7_500_000, "2 h 5 min"], [3_600_000, "1 h"], [97_200_000, "1 d 3 h"]])("%d ms is %s", (ms, text) => {
    expect(formatSpan(ms)).toBe(text);
  });
  test("the summary", () => {
    const summary = { calls: 12, inputs: 12, containers: 3, retries: 2, virtualDurationMs: 8000 };
    expect(summaryLine(summary, 210)).toBe("12 calls, 3 containers, 2 retries; 8.0 s of virtual time in 0.21 s");
    expect(summaryLine({ ...summary, calls: 1, retries: 1, containers: 1 }, 210)).toBe("1 call with 12 inputs, 1 container, 1 retry; 8.0 s of virtual time in 0.21 s");
  });
});

function setUp(): { written: string[]; screen: Screen } {
  const written: string[] = [];
  const output = (name: string) => ({ isTTY: true, write: (text: string | Uint8Array) => written.push(`${name} ${visible(String(text))}`) });
  return { written, screen: new Screen({ stdout: output("out"), stderr: output("err") }) };
}

/** A sign for what clears the line. */
function visible(text: string): string {
  return text.replaceAll("\r\u001B[K", "<");
}

describe("the line that is redrawn", () => {
  test("gives way to what is written", () => {
    const { written, screen } = setUp();
    screen.drawLine("one");
    screen.drawLine("two");
    screen.write("stdout", "log\n");
    screen.write("stdout", "log\n");
    expect(written).toEqual(["err <one", "err <two", "err <", "out log\n", "out log\n"]);
  });
  test("does not wipe out an unfinished line", () => {
    const { written, screen } = setUp();
    screen.write("stdout", "name? ");
    screen.drawLine("hidden");
    screen.write("stdout", Buffer.from("Ada\n"));
    screen.drawLine("shown");
    expect(written).toEqual(["out name? ", "out Ada\n", "err <shown"]);
  });
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
  test("on a terminal, one line that is gone in the end", async () => {
    const { stdout, stderr } = await cli(batch, { isTTY: true, tickMs: 60 });
    const [drawn, summary, end] = visible(stderr).split("\n");
    expect(drawn).toMatch(/^<⠋ batch: \d\/\d inputs?, \d running, \d containers?, [^<]*<⠙ batch: [^<]*<.*<that is all$/);
    expect(summary).toContain("✓");
    expect(end).toBe("");
    expect(stdout).toBe("done: 1000 2000 3000\n");
  });
  test.each([[true], [false]])("--quiet has none (terminal: %s)", async (isTTY) => {
    expect((await cli(["run", "-q", "--threads", "1", app("work.ts", "batch")], { isTTY, tickMs: 5000 })).stderr).toBe("that is all\n");
  });
});
