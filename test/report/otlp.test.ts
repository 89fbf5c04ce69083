import { beforeAll, describe, expect, test } from "vitest";
import { otlpTraces, type OtlpTraces } from "../../src/report/exports/otlp.js";
import type { OtlpAttribute, OtlpSpan } from "../../src/report/exports/otlp-span.js";
import type { ReportData } from "../../src/report/model/report-data.js";
import { throughProtocol } from "./otlp-protocol.js";
import { SAMPLES } from "./samples.js";
import { day, EMPTY, reportOf } from "./support.js";

function spansOf({ resourceSpans }: OtlpTraces): OtlpSpan[] {
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

function valuesOf(attributes: readonly OtlpAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** What decoding leaves out: lists without items, and `{}` stays. */
function withoutEmpty(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
    Array.isArray(each) && each.length === 0 ? undefined : each,
  );
}

describe.each(SAMPLES)("as OTLP: %s", (_name, sample) => {
  let data: ReportData = EMPTY;
  let traces: OtlpTraces = otlpTraces(EMPTY);
  let spans: OtlpSpan[] = [];

  beforeAll(async () => {
    data = await sample();
    traces = otlpTraces(data);
    spans = spansOf(traces);
  });

  test("every field is one of the protocol, and nothing is lost on its way", () => {
    expect(withoutEmpty(throughProtocol(traces))).toEqual(withoutEmpty(traces));
  });

  test("ids have their lengths, and are those of one span each", () => {
    for (const { traceId, spanId, parentSpanId } of spans) {
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(spanId).toMatch(/^[0-9a-f]{16}$/);
      expect(traceId).not.toMatch(/^0+$/);
      expect(spanId).not.toMatch(/^0+$/);
      expect(parentSpanId ?? "0000000000000000").toMatch(/^[0-9a-f]{16}$/);
    }
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
  });

  test("every parent is a span of the same trace that does not begin later, and every trace has one root", () => {
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    for (const { traceId, parentSpanId, startTimeUnixNano } of spans) {
      if (parentSpanId === undefined) continue;
      const parent = byId.get(parentSpanId);
      expect(parent?.traceId).toBe(traceId);
      expect(BigInt(startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(parent?.startTimeUnixNano ?? "x"));
    }
    for (const ofTrace of Map.groupBy(spans, ({ traceId }) => traceId).values())
      expect(ofTrace.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(1);
  });

  test("nothing ends before it begins, and what is told in a span is not before it", () => {
    for (const { startTimeUnixNano, endTimeUnixNano, events } of spans) {
      expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));
      for (const { timeUnixNano } of events)
        expect(BigInt(timeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));
    }
  });

  test("every call and every attempt has its span, and every line of a log its event", () => {
    const count = (type: string): number => data.events.filter((event) => event.type === type).length;
    const having = (key: string): OtlpSpan[] => spans.filter(({ attributes }) => key in valuesOf(attributes));
    expect(having("modal.call.kind")).toHaveLength(count("call.created"));
    expect(having("modal.attempt")).toHaveLength(count("attempt.started"));
    if (data.dropped === 0)
      expect(spans.flatMap(({ events }) => events).filter(({ name }) => name === "log")).toHaveLength(count("log"));
  });
});

test("equal runs give equal traces, byte by byte", async () => {
  const texts = await Promise.all([0, 1].map(async () => JSON.stringify(otlpTraces((await reportOf({}, day)).data))));
  expect(texts[0]).toBe(texts[1]);
  expect(texts[0]).toContain("resourceSpans");
});

test("a call, its attempts, and what these call: attributes by the names of OpenTelemetry", async () => {
  const traces = otlpTraces((await reportOf({}, day)).data);
  expect(valuesOf(traces.resourceSpans[0]?.resource.attributes ?? [])).toMatchObject({
    "service.name": "shop",
    "deployment.environment.name": "main",
    "telemetry.sdk.name": "modal-emulator",
  });
  const spans = spansOf(traces);
  const failed = spans.filter(({ status }) => status.code === 2);
  expect(failed.map(({ name, status }) => `${name}: ${status.message}`)).toEqual([
    "priceOf: Error: not yet",
    "priceOf: FAILURE",
    "priceOf: RangeError: 13 has no price\n<b>none</b>",
    "priceOf: RangeError: 13 has no price\n<b>none</b>",
  ]);
  const last = failed.at(-1);
  expect(valuesOf(last?.attributes ?? [])).toMatchObject({
    "faas.name": "priceOf",
    "faas.coldstart": false,
    "faas.instance": expect.stringMatching(/^ta-/),
    "code.file.path": "test/report/apps/shop.ts",
    "code.line.number": "10",
    "error.type": "RangeError",
    "modal.attempt": "2",
  });
  expect(last?.events.map(({ name }) => name)).toEqual(["log", "log", "exception"]);
  expect(valuesOf(last?.events[2]?.attributes ?? [])["exception.stacktrace"]).toContain(
    "at priceOf (test/report/apps/shop.ts:",
  );
  const nested = spans.find(({ attributes }) => valuesOf(attributes)["modal.call.kind"] === "map");
  const maker = spans.find(({ spanId }) => spanId === nested?.parentSpanId);
  expect(maker?.name).toBe("basket");
  expect(valuesOf(maker?.attributes ?? [])).toMatchObject({ "faas.coldstart": true, "modal.attempt": "1" });
  const root = spans.find(({ spanId }) => spanId === maker?.parentSpanId);
  expect(root).toMatchObject({ name: "basket", kind: 3 });
  expect(root).not.toHaveProperty("parentSpanId");
});
