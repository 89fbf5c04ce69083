import { App, FunctionCall, InvalidError, Period, Queue, Volume, simulatePreemption } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("time-range");
const queue = Queue.fromName("time-range", { createIfMissing: true });
const volume = Volume.fromName("time-range", { createIfMissing: true });

const one = app.function(async function one() {
  return 1;
});
const sleep = app.function({ timeoutMs: 86_400_000 }, async function sleep(ms: number) {
  await new Promise((resolve) => setTimeout(resolve, ms));
});

/** What no span of time is, whatever it is for. */
const NO_SPANS = [
  Number.NaN,
  Infinity,
  -Infinity,
  8.64e15 + 1,
  1e18,
  Number.MAX_VALUE,
  null,
  "5",
  5n,
  { fortnights: 1 },
  [],
];
const NEGATIVE = [-1, -1e18];

type Take = (world: Emulator, value: never) => unknown;
/** Everything of the public API that takes virtual time, and what else it refuses. */
const SPANS: Record<string, readonly [Take, ...unknown[]]> = {
  "clock.advance": [({ clock }, ms) => clock.advance(ms), ...NEGATIVE],
  "clock.advance, in parts": [({ clock }, ms) => clock.advance({ milliseconds: ms }), ...NEGATIVE],
  "clock.advance, in days": [({ clock }, days) => clock.advance({ days }), 1e9, ...NEGATIVE],
  "clock.sleep": [({ clock }, ms) => clock.sleep(ms), ...NEGATIVE],
  coldStartMs: [(_, coldStartMs) => Emulator.start({ coldStartMs }), ...NEGATIVE],
  timeoutMs: [(_, timeoutMs) => new App("a").function({ timeoutMs }, async function f() {}), 0, ...NEGATIVE],
  startupTimeoutMs: [
    (_, startupTimeoutMs) => new App("a").function({ startupTimeoutMs }, async function f() {}),
    0,
    ...NEGATIVE,
  ],
  scaledownWindowMs: [
    (_, scaledownWindowMs) => new App("a").function({ scaledownWindowMs }, async function f() {}),
    0,
    ...NEGATIVE,
  ],
  "Period, in days": [(_, days) => new Period({ days }), 100_000_001, ...NEGATIVE],
  "Period, in years": [(_, years) => new Period({ years }), 1e6, ...NEGATIVE],
  "Period, in seconds": [(_, seconds) => new Period({ seconds }), 8.64e12 + 1, ...NEGATIVE],
  "FunctionCall.get": [(_, timeoutMs) => FunctionCall.fromId("fc-1234567890abcdefghijkl").get({ timeoutMs })],
  "logs.stream": [(_, timeoutMs) => app.logs.stream({ timeoutMs })],
  "queue.get": [(_, timeoutMs) => queue.get({ timeoutMs }), ...NEGATIVE],
  "queue.put": [(_, timeoutMs) => queue.put(1, { timeoutMs }), ...NEGATIVE],
  "queue.iterate": [(_, itemPollTimeoutMs) => queue.iterate({ itemPollTimeoutMs }), ...NEGATIVE],
  partitionTtlMs: [(_, partitionTtlMs) => queue.put(1, { partitionTtlMs }), 0, ...NEGATIVE],
  simulatePreemption: [(_, waitMs) => simulatePreemption({ waitMs }), 0, ...NEGATIVE],
  "simulatePreemption, jitterMs": [(_, jitterMs) => simulatePreemption({ waitMs: 1, jitterMs }), ...NEGATIVE],
  "faults.failStorage": [({ faults }, delayMs) => faults.failStorage(volume, { delayMs }), 0, ...NEGATIVE],
  "faults.preempt": [({ faults }, afterMs) => faults.preempt(one, { afterMs }), ...NEGATIVE],
};

/** What no point in time is. */
const NO_INSTANTS = [
  ...NO_SPANS,
  -8.64e15 - 1,
  new Date(Number.NaN),
  new Date(9e15),
  "yesterday",
  "2026-13-01T00:00:00Z",
  "",
];

const INSTANTS: Record<string, Take> = {
  "clock.advanceTo": ({ clock }, at) => clock.advanceTo(at),
  startTime: (_, startTime) => Emulator.start({ startTime }),
};

async function refused(take: () => unknown): Promise<unknown> {
  try {
    await take();
  } catch (error) {
    return error instanceof InvalidError && error.message !== "" ? "refused" : error;
  }
  return "accepted";
}

describe("a span of time that no clock can pass is refused", () => {
  test.each(Object.keys(SPANS))("by %s", async (name) => {
    const [take, ...others] = SPANS[name] ?? [() => undefined];
    await using world = await Emulator.start({ threads: 0 });
    const wrong: unknown[] = [];
    for (const value of [...NO_SPANS, ...others]) {
      const outcome = await world.within(() => refused(() => take(world, value as never)));
      if (outcome !== "refused") wrong.push([value, outcome]);
    }
    expect(wrong).toEqual([]);
    expect(world.clock.now()).toBe(Date.parse("2026-01-01T00:00:00Z"));
  });
});

describe("a point in time that no date is, is refused", () => {
  test.each(Object.keys(INSTANTS))("by %s", async (name) => {
    await using world = await Emulator.start({ threads: 0 });
    const wrong: unknown[] = [];
    for (const value of NO_INSTANTS) {
      if (value === "5") continue; // a year
      const outcome = await refused(() => INSTANTS[name]?.(world, value as never));
      if (outcome !== "refused") wrong.push([value, outcome]);
    }
    expect(wrong).toEqual([]);
  });
});

test("logs.fetch takes no invalid Date", async () => {
  await using world = await Emulator.start({ threads: 0 });
  await world.run(app, async () => {
    const since = new Date(Number.NaN);
    expect(await refused(() => app.logs.fetch({ since }))).toBe("refused");
  });
});

test.each([{ threads: 0 }, { threads: 1 }])(
  "the clock comes to the last date and no further, with %o",
  async (options) => {
    await using world = await Emulator.start({ ...options, startTime: "+275760-09-12T23:00:00Z" });
    await expect(world.clock.advance({ hours: 2 })).rejects.toThrow(
      "clock.advance: that long after +275760-09-12T23:00:00.000Z is no date any more; the last is +275760-09-13T00:00:00.000Z.",
    );
    await world.run(app, async () => {
      await sleep.remote(1_800_000);
      await expect(sleep.remote(7_200_000)).rejects.toThrow("Nothing can make progress");
    });
    await world.clock.advanceTo("+275760-09-13T00:00:00Z");
    expect(new Date(world.clock.now()).toISOString()).toBe("+275760-09-13T00:00:00.000Z");
  },
);
