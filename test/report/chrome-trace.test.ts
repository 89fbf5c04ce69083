import { beforeAll, describe, expect, test } from "vitest";
import type { ChromeEvent } from "../../src/report/exports/chrome-event.js";
import { chromeTrace, type ChromeTrace } from "../../src/report/exports/chrome-trace.js";
import { makeTimeline } from "../../src/report/model/timeline.js";
import type { ReportData } from "../../src/report/model/report-data.js";
import { SAMPLES } from "./samples.js";
import { day, EMPTY, reportOf } from "./support.js";

type Of<P extends ChromeEvent["ph"]> = Extract<ChromeEvent, { ph: P }>;

function of<P extends ChromeEvent["ph"]>({ traceEvents }: ChromeTrace, phase: P): Of<P>[] {
  return traceEvents.filter((event): event is Of<P> => event.ph === phase);
}

/** Fields that an event of each phase has to have, by the Trace Event Format, with the types of their values. */
const FORMAT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  M: { name: "string", ph: "string", pid: "number", tid: "number", args: "object" },
  X: {
    name: "string",
    ph: "string",
    pid: "number",
    tid: "number",
    ts: "number",
    dur: "number",
    cat: "string",
    args: "object",
  },
  i: {
    name: "string",
    ph: "string",
    pid: "number",
    tid: "number",
    ts: "number",
    cat: "string",
    s: "string",
    args: "object",
  },
  s: { name: "string", ph: "string", pid: "number", tid: "number", ts: "number", cat: "string", id: "number" },
  f: {
    name: "string",
    ph: "string",
    pid: "number",
    tid: "number",
    ts: "number",
    cat: "string",
    id: "number",
    bp: "string",
  },
  C: { name: "string", ph: "string", pid: "number", ts: "number", args: "object" },
};
const METADATA = new Set(["process_name", "process_sort_index", "thread_name", "thread_sort_index"]);

describe.each(SAMPLES)("as a Chrome trace: %s", (_name, sample) => {
  let data: ReportData = EMPTY;
  let trace: ChromeTrace = chromeTrace(EMPTY);

  beforeAll(async () => {
    data = await sample();
    trace = chromeTrace(data);
  });

  test("every event is one of the format", () => {
    for (const event of trace.traceEvents) {
      const types = Object.fromEntries(Object.entries(event).map(([name, value]) => [name, typeof value]));
      expect(types).toEqual(FORMAT[event.ph]);
      if ("ts" in event) expect(Number.isSafeInteger(event.ts) && event.ts >= 0).toBe(true);
    }
    for (const { name } of of(trace, "M")) expect(METADATA).toContain(name);
    for (const { dur } of of(trace, "X")) expect(dur).toBeGreaterThanOrEqual(0);
    for (const { args } of of(trace, "C")) expect(Object.values(args).every(Number.isFinite)).toBe(true);
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
  });

  test("all spans, marks and numbers of the lanes are there, once", () => {
    const { tracks } = makeTimeline(data);
    const count = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);
    expect(of(trace, "X")).toHaveLength(count(tracks.map(({ spans }) => spans.length)));
    expect(of(trace, "i")).toHaveLength(count(tracks.map(({ marks }) => marks.length)));
    expect(of(trace, "C")).toHaveLength(count(tracks.map(({ series }) => series?.at.length ?? 0)));
  });

  test("what is on one thread lies apart, or one inside of the other", () => {
    for (const spans of Map.groupBy(of(trace, "X"), ({ tid }) => tid).values()) {
      const open: number[] = [];
      for (const { ts, dur } of spans) {
        while (open.length > 0 && (open.at(-1) ?? 0) <= ts) open.pop();
        expect(ts + dur).toBeLessThanOrEqual(open.at(-1) ?? Infinity);
        open.push(ts + dur);
      }
    }
  });

  test("every process and every thread has one name and one place, and no id is that of another", () => {
    const names = Map.groupBy(of(trace, "M"), ({ name, tid }) => `${name} ${tid}`);
    for (const [key, found] of names) expect(found, key).toHaveLength(1);
    const processes = new Set(
      of(trace, "M")
        .filter(({ name }) => name === "process_name")
        .map(({ pid }) => pid),
    );
    const threads = new Map(
      of(trace, "M")
        .filter(({ name }) => name === "thread_name")
        .map(({ tid, pid }) => [tid, pid]),
    );
    expect([...processes].filter((pid) => threads.has(pid))).toEqual([]);
    for (const event of trace.traceEvents) {
      expect(processes).toContain(event.pid);
      if ("ts" in event && "tid" in event) expect(threads.get(event.tid)).toBe(event.pid);
    }
  });

  test("every arrow begins and ends inside of what it leads from and to, and never goes back", () => {
    const ends = new Map(of(trace, "f").map((event) => [event.id, event]));
    const starts = of(trace, "s");
    expect(new Set(starts.map(({ id }) => id)).size).toBe(starts.length);
    expect(ends.size).toBe(starts.length);
    const spans = Map.groupBy(of(trace, "X"), ({ tid }) => tid);
    const isInside = ({ tid, ts }: Of<"s"> | Of<"f">): boolean =>
      spans.get(tid)?.some((span) => span.ts <= ts && ts <= span.ts + span.dur) ?? false;
    for (const start of starts) {
      const end = ends.get(start.id);
      expect(end?.ts).toBeGreaterThanOrEqual(start.ts);
      expect(isInside(start) && end !== undefined && isInside(end)).toBe(true);
    }
  });
});

test("a mark is called by a line, and holds all of it", async () => {
  const trace = chromeTrace((await reportOf({}, day)).data);
  const [failure] = of(trace, "i").filter(({ args }) => String(args["text"]).startsWith("RangeError"));
  expect(failure?.name).toBe("RangeError: 13 has no price");
  expect(failure?.args["text"]).toContain("\n<b>none</b>\n    at priceOf (test/report/apps/shop.ts:");
});

test("equal runs give equal traces, byte by byte", async () => {
  const texts = await Promise.all([0, 1].map(async () => JSON.stringify(chromeTrace((await reportOf({}, day)).data))));
  expect(texts[0]).toBe(texts[1]);
  expect(texts[0]).toContain('"displayTimeUnit":"ms"');
});

test("a day of a shop: processes, threads, and what stands on a span", async () => {
  const { data } = await reportOf({}, day);
  const trace = chromeTrace(data);
  const { tracks } = makeTimeline(data);
  const named = (what: string): unknown[] =>
    of(trace, "M")
      .filter(({ name }) => name === what)
      .map(({ args }) => args["name"]);
  expect(named("process_name")).toEqual([...new Set(tracks.map(({ group }) => group))]);
  expect(named("thread_name")).toEqual(expect.arrayContaining(tracks.map(({ title }) => title)));
  expect(named("thread_name").filter((name) => /^calls(?: \(\d\))?$/.test(String(name)))).toEqual([
    "calls",
    "calls (2)",
    "calls (3)",
  ]);
  const failed = of(trace, "X").filter(({ args }) => args["state"] === "bad" && args["attempt"] === 2);
  expect(failed).toMatchObject([
    {
      name: "priceOf · attempt 2",
      cat: "attempt",
      ts: 6_900_000,
      dur: 1_300_000,
      args: { status: "FAILURE", error: "RangeError: 13 has no price\n<b>none</b>" },
    },
  ]);
  expect(trace.otherData).toMatchObject({
    title: "shop",
    seed: "0",
    startTime: "2026-01-01T00:00:00.000Z",
    droppedEvents: 0,
  });
  expect(of(trace, "s").filter(({ name }) => name === "runs")).toHaveLength(
    of(trace, "X").filter(({ cat }) => cat === "attempt").length,
  );
});
