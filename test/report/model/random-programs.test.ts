import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WorldEvent } from "modal-emulator/emulator";
import { REPORT_FORMAT, type ReportData } from "../../../src/report/model/report-data.js";
import { makeTimeline, type Timeline } from "../../../src/report/model/timeline.js";
import type { Span } from "../../../src/report/model/track.js";
import { program } from "../../determinism/program.js";
import { runPrograms } from "../../determinism/run-program.js";
import { SEARCH_LIMIT_MS, searchSize } from "../../support/search-size.js";

const programs = fc.array(program, { minLength: 1, maxLength: 3 });
const RUNS = searchSize(60, 0.25);

describe("timelines of random programs", () => {
  test(
    "have every attempt and container once, and nothing over anything else",
    { timeout: SEARCH_LIMIT_MS },
    async () => {
      await fc.assert(
        fc.asyncProperty(programs, async (given) => {
          const { events } = await runPrograms(given, { seed: 1, threads: 0 });
          const timeline = makeTimeline(bare(events));
          expect(count(timeline, "attempt")).toBe(events.filter(({ type }) => type === "attempt.started").length);
          expect(count(timeline, "life")).toBe(events.filter(({ type }) => type === "container.created").length);
          expect(count(timeline, "call")).toBe(events.filter(({ type }) => type === "call.created").length);
          areInPlace(timeline);
        }),
        { numRuns: RUNS, seed: 1 },
      );
    },
  );

  test("are made of any part of a log", { timeout: SEARCH_LIMIT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(programs, fc.double({ min: 0, max: 1, noNaN: true }), async (given, share) => {
        const { events } = await runPrograms(given, { seed: 1, threads: 0 });
        const dropped = Math.floor(events.length * share);
        areInPlace(makeTimeline({ ...bare(events.slice(dropped)), dropped }));
      }),
      { numRuns: RUNS, seed: 2 },
    );
  });
});

/** A report of these events that knows no more than they tell. */
function bare(events: readonly WorldEvent[]): ReportData {
  return {
    format: REPORT_FORMAT,
    title: "",
    version: "",
    seed: "1",
    now: events.at(-1)?.at ?? 0,
    dropped: 0,
    failure: null,
    apps: {},
    functions: {},
    containers: {},
    calls: {},
    stacks: {},
    bill: null,
    sources: {},
    events,
  };
}

function count({ tracks }: Timeline, kind: Span["kind"]): number {
  return tracks.flatMap(({ spans }) => spans).filter((span) => span.kind === kind).length;
}

/** Spans begin in order, end after that, and share a line only one after the other; marks are in order. */
function areInPlace({ tracks, data }: Timeline): void {
  for (const { kind, spans, marks, rows } of tracks) {
    const until = new Map<number, number>();
    let from = 0;
    for (const span of spans) {
      expect(span.from).toBeGreaterThanOrEqual(from);
      expect(span.to).toBeGreaterThanOrEqual(span.from);
      expect(span.to).toBeLessThan(data.events.length);
      expect(span.row).toBeLessThan(rows);
      from = span.from;
      if (span.kind === "life" || kind === "calls") continue; // maps may come to have further inputs
      expect(span.from).toBeGreaterThanOrEqual(until.get(span.row) ?? 0);
      until.set(span.row, span.to);
    }
    expect(marks.map(({ at }) => at)).toEqual(marks.map(({ at }) => at).toSorted((a, b) => a - b));
  }
}
