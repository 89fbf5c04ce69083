// Modal: docs/modal/context-ids-and-logs.md#timers
import { describe, expect, test } from "vitest";
import { scheduler, setInterval as every, setTimeout as sleep } from "node:timers/promises";
import { performance as importedPerformance } from "node:perf_hooks";
import { setTimeout as timersSetTimeout } from "node:timers";
import { promisify } from "node:util";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { CronExpressionParser } from "cron-parser";

const app = new App("virtual-time");
const START = "2026-01-01T00:00:00.000Z";

/** Every way to wait, and what it is to take. */
const WAYS = {
  setTimeout: () => new Promise<void>((resolve) => setTimeout(resolve, 60_000)),
  "setTimeout with arguments": () =>
    new Promise<void>((resolve, reject) =>
      setTimeout((ok: string) => (ok === "ok" ? resolve() : reject(new Error(ok))), 60_000, "ok"),
    ),
  "globalThis.setTimeout": () => new Promise<void>((resolve) => globalThis.setTimeout(resolve, 60_000)),
  "node:timers": () => new Promise<void>((resolve) => timersSetTimeout(resolve, 60_000)),
  "node:timers/promises setTimeout": () => sleep(60_000),
  "scheduler.wait": () => scheduler.wait(60_000),
  "promisify(setTimeout)": () => promisify(setTimeout)(60_000),
  setInterval: () =>
    new Promise<void>((resolve) => {
      let ticks = 0;
      const interval = setInterval(() => {
        if (++ticks < 6) return;
        clearInterval(interval);
        resolve();
      }, 10_000);
    }),
  "node:timers/promises setInterval": async () => {
    let ticks = 0;
    for await (const _ of every(10_000)) if (++ticks === 6) return;
  },
  "AbortSignal.timeout": () =>
    new Promise<void>((resolve) => AbortSignal.timeout(60_000).addEventListener("abort", () => resolve())),
  "a dynamic import of node:timers/promises": async () => {
    const timers = await import("node:timers/promises");
    await timers.setTimeout(60_000);
  },
  "a timer that was refreshed": () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 40_000);
      setTimeout(() => timer.refresh(), 20_000);
    }),
} as const;

type Way = keyof typeof WAYS;

const wait = app.function({}, async function wait(way: Way) {
  const before = [
    Date.now(),
    performance.now(),
    importedPerformance.now(),
    Number(process.hrtime.bigint() / 1_000_000n),
    process.hrtime()[0] * 1000,
    process.uptime() * 1000,
  ];
  await WAYS[way]();
  const after = [
    Date.now(),
    performance.now(),
    importedPerformance.now(),
    Number(process.hrtime.bigint() / 1_000_000n),
    process.hrtime()[0] * 1000,
    process.uptime() * 1000,
  ];
  return after.map((at, clock) => at - (before[clock] ?? Number.NaN));
});
const dates = app.function({}, async function dates() {
  await sleep(90_000);
  return {
    now: new Date().toISOString(),
    called: Date(),
    isDate: new Date() instanceof Date,
    given: new Date(2020, 0, 2).getFullYear(),
    parsed: Date.parse("2020-01-02T00:00:00Z"),
    utc: Date.UTC(2020, 0, 2),
    zone: new Date().getTimezoneOffset(),
    shown: new Intl.DateTimeFormat("en-US", { timeStyle: "medium" }).format(new Date()),
  };
});
const nextMidnight = app.function({}, async function nextMidnight() {
  await sleep(100_000);
  return CronExpressionParser.parse("0 0 * * *", { tz: "UTC" }).next().toISOString();
});
const abortReason = app.function({}, async function abortReason() {
  const signal = AbortSignal.timeout(5000);
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  const reason: unknown = signal.reason;
  return [
    Date.now(),
    reason instanceof DOMException && reason.name,
    AbortSignal.abort().aborted,
    signal instanceof AbortSignal,
  ];
});
const abortedSleep = app.function({}, async function abortedSleep() {
  const error: unknown = await sleep(60_000, undefined, { signal: AbortSignal.timeout(5000) }).catch(
    (reason: unknown) => reason,
  );
  return [Date.now(), error instanceof Error && error.name];
});
const cleared = app.function({}, async function cleared() {
  const seen: string[] = [];
  clearTimeout(setTimeout(() => seen.push("cleared"), 10));
  const id = Number(setTimeout(() => seen.push("cleared by number"), 10));
  clearTimeout(id);
  setTimeout(() => seen.push("kept"), 20).unref();
  await sleep(30);
  return seen;
});
const order = app.function({}, async function order() {
  const seen: string[] = [];
  setTimeout(() => seen.push("20"), 20);
  setTimeout(() => seen.push("10, first"), 10);
  setTimeout(() => {
    seen.push("10, second");
    queueMicrotask(() => seen.push("microtask"));
  }, 10);
  setTimeout(() => seen.push("10, third"), 10);
  setImmediate(() => seen.push("immediate"));
  await sleep(50);
  return seen;
});
const noTime = app.function({}, async function noTime() {
  const before = Date.now();
  await new Promise((resolve) => setImmediate(resolve));
  for (let i = 0; i < 1000; i++) await Promise.resolve();
  return Date.now() - before;
});
const atImport = Date.now();
const importTime = app.function({}, async function importTime() {
  return atImport;
});

describe.each([0, 1])("the time of a container (threads: %i)", (threads) => {
  for (const way of Object.keys(WAYS) as Way[]) {
    test(`passes virtually: ${way}`, async () => {
      await using world = await Emulator.start({ threads });
      expect(await world.run(app, () => wait.remote(way))).toEqual([60_000, 60_000, 60_000, 60_000, 60_000, 60_000]);
      expect(new Date(world.clock.now()).toISOString()).toBe("2026-01-01T00:01:00.000Z");
    });
  }

  test("is what Date tells, in UTC", async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => dates.remote())).toEqual({
      now: "2026-01-01T00:01:30.000Z",
      called: expect.stringContaining("Thu Jan 01 2026 00:01:30") as unknown,
      isDate: true,
      given: 2020,
      parsed: 1_577_923_200_000,
      utc: 1_577_923_200_000,
      zone: 0,
      shown: "12:01:30 AM",
    });
  });

  test("is what packages see, too", async () => {
    await using world = await Emulator.start({ threads, startTime: START });
    expect(await world.run(app, () => nextMidnight.remote())).toBe("2026-01-02T00:00:00.000Z");
  });

  test("is seen by the module's evaluation", async () => {
    await using world = await Emulator.start({ threads, startTime: "2030-05-06T07:08:09Z" });
    expect(await world.run(app, () => importTime.remote())).toBe(Date.parse("2030-05-06T07:08:09Z"));
  });

  test("ends signals, with the reason that Node gives", async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => abortReason.remote())).toEqual([
      Date.parse(START) + 5000,
      "TimeoutError",
      true,
      true,
    ]);
    expect(await world.run(app, () => abortedSleep.remote())).toEqual([Date.parse(START) + 10_000, "AbortError"]);
  });

  test("does not pass for timers that were cleared", async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => cleared.remote())).toEqual(["kept"]);
    expect(world.clock.now()).toBe(Date.parse(START) + 30);
  });

  test("fires timers in order, with microtasks between them as in Node", async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => order.remote())).toEqual([
      "immediate",
      "10, first",
      "10, second",
      "microtask",
      "10, third",
      "20",
    ]);
  });

  test("does not pass during computation, immediates and microtasks", async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => noTime.remote())).toBe(0);
  });
});
