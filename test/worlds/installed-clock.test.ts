import timers from "node:timers";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { App, ClientClosed, InvalidError, Queue } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { afterEach, expect, test, vi } from "vitest";
import { START } from "../support/elapsed.js";

const app = new App("installed-clock");

const wait = app.function(async function wait(ms: number) {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return [new Date().toISOString(), performance.now()] as const;
});
const waitInline = app.function({ isolation: "inline" }, async function waitInline(ms: number) {
  const timeout = setTimeout(() => undefined, 1e6);
  clearTimeout(timeout);
  await new Promise((resolve) => setTimeout(resolve, ms));
  return [new Date().toISOString(), performance.now()] as const;
});
const mocked = app.function(async function mocked(): Promise<string | number> {
  return "real";
});

const NAMES = ["Date", "setTimeout", "setInterval", "clearTimeout", "clearInterval"] as const;
const globals = (): unknown[] => [...NAMES.map((name) => globalThis[name]), performance.now, timers.setTimeout, sleep];
const real = globals();

afterEach(() => {
  vi.useRealTimers();
  expect(globals()).toEqual(real);
});

test("the test sees the world's time, and its timers fire as that passes", async () => {
  await using world = await Emulator.start({ threads: 0 });
  const before = setTimeout(() => expect.unreachable(), 1e6);
  using _clock = world.clock.install();
  const seen: unknown[] = [];
  const note = (what: unknown) => () => seen.push([what, Date.now() - START]);
  expect([
    Date.now(),
    new Date().getTime(),
    performance.now(),
    typeof Date(),
    new Date() instanceof Date,
    new Date("2020-05-05").getTime(),
  ]).toEqual([START, START, 0, "string", true, Date.parse("2020-05-05")]);
  clearTimeout(before);
  setTimeout((...args: unknown[]) => note(args)(), 2000, "a", 1);
  setTimeout(note("never"), 1500).unref()[Symbol.dispose]();
  clearTimeout(setTimeout(note("cleared"), 1000));
  clearTimeout(Number(setTimeout(note("cleared by its number"), 1000)));
  const refreshed = setTimeout(note("refreshed"), 1000);
  const interval = setInterval(note("interval"), 700);
  void sleep(1200, "value").then((value) => note(value)());
  void promisify(setTimeout)(1300).then(note("promised"));
  timers.setTimeout(note("of the module"), 1400);
  queueMicrotask(note("now"));
  await world.clock.advance(500);
  refreshed.refresh();
  expect([refreshed.hasRef(), refreshed.unref().hasRef(), refreshed.ref().hasRef()]).toEqual([true, false, true]);
  expect(world.clock.pending()[0]).toEqual({ at: START + 700, what: "timer of the test" });
  await world.clock.advance(1600);
  clearInterval(interval);
  await world.clock.runUntilIdle();
  expect(seen).toEqual([
    ["now", 0],
    ["interval", 700],
    ["value", 1200],
    ["promised", 1300],
    ["of the module", 1400],
    ["interval", 1400],
    ["refreshed", 1500],
    [["a", 1], 2000],
    ["interval", 2100],
  ]);
});

for (const threads of [0, 1]) {
  test(`containers keep their time, and everything at one instant happens in one order (threads: ${threads})`, async () => {
    await using world = await Emulator.start({ threads });
    const seen = await world.run(app, async () => {
      using _clock = world.clock.install();
      const order: string[] = [];
      // Promises settle between two timers of one instant, as in Node.
      setTimeout(() => void Promise.resolve().then(() => order.push("after one")), 1000);
      setTimeout(() => order.push("two"), 1000);
      setTimeout(() => void wait.remote(500).then(([at]) => order.push(`${at} ${new Date().toISOString()}`)), 1000);
      expect(await wait.remote(1000)).toEqual(["2026-01-01T00:00:01.000Z", 1000]);
      expect(await waitInline.remote(2000)).toEqual(["2026-01-01T00:00:03.000Z", 2000]);
      return order;
    });
    expect(seen).toEqual(["after one", "two", "2026-01-01T00:00:01.500Z 2026-01-01T00:00:01.500Z"]);
  });
}

test("time does not pass for a timer alone; a call that waits lets it, also for what only an interval brings", async () => {
  await using world = await Emulator.start({ threads: 0 });
  using _clock = world.clock.install();
  await world.run(app, async () => {
    await using jobs = await Queue.ephemeral<string>();
    const fired: string[] = [];
    setTimeout(() => fired.push("alone"), 10);
    const interval = setInterval(() => Date.now() >= START + 3000 && void jobs.put("job"), 1000);
    await world.clock.runUntilIdle(); // does not wait for intervals, as it does not for schedules
    expect([fired, Date.now()]).toEqual([["alone"], START + 10]);
    setTimeout(() => fired.push("dropped"), 10);
    expect(await jobs.get()).toBe("job");
    expect(Date.now()).toBe(START + 3000);
    interval.unref();
    await expect(jobs.get()).rejects.toThrow("Nothing can make progress");
  });
});

test("a stand-in may wait for a timer", async () => {
  await using world = await Emulator.start({ threads: 0 });
  world.mock(mocked, async () => {
    await sleep(3000);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    return Date.now() - START;
  });
  using _clock = world.clock.install();
  expect(await world.run(app, () => mocked.remote())).toBe(7000);
});

test("what a callback throws is an uncaught exception, and the world goes on", async () => {
  await using world = await Emulator.start({ threads: 0 });
  using _clock = world.clock.install();
  const listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  const caught: unknown[] = [];
  process.once("uncaughtException", (error) => caught.push(error.message));
  setTimeout(() => {
    throw new Error("thrown by a callback");
  }, 10);
  await world.clock.advance(20);
  for (const listener of listeners) process.on("uncaughtException", listener);
  expect(caught).toEqual(["thrown by a callback"]);
});

test("one clock at a time; a world that closes takes its own away, and drops its timers", async () => {
  const first = await Emulator.start({ threads: 0 });
  await using second = await Emulator.start({ threads: 0, startTime: "2030-01-01" });
  const installed = first.clock.install();
  expect(() => first.clock.install()).toThrow(
    new InvalidError("clock.install: the clock of this world is installed already."),
  );
  expect(() => second.clock.install()).toThrow(/^clock.install: the clock of another world is installed\./);
  const fired: string[] = [];
  setTimeout(() => fired.push("of the first"), 10);
  await first.close();
  expect(globals()).toEqual(real);
  expect(() => first.clock.install()).toThrow(ClientClosed);
  using again = second.clock.install();
  installed[Symbol.dispose](); // has nothing to undo any more
  expect(new Date().getFullYear()).toBe(2030);
  setTimeout(() => fired.push("dropped"), 10);
  again[Symbol.dispose]();
  await second.clock.advance(100);
  expect(fired).toEqual([]);
});

for (const threads of [0, 1]) {
  test(`beside fake timers, in any order of undoing (threads: ${threads})`, async () => {
    await using world = await Emulator.start({ threads });
    const remote = (): Promise<unknown> => world.run(app, () => wait.remote(1));
    await remote();
    vi.useFakeTimers({ now: 5 });
    const overFake = world.clock.install();
    expect(Date.now()).toBeGreaterThanOrEqual(START);
    await remote();
    overFake[Symbol.dispose]();
    expect(Date.now()).toBe(5);
    const undoneFirst = world.clock.install();
    vi.useRealTimers();
    expect(Date.now()).not.toBe(5);
    undoneFirst[Symbol.dispose]();
    const underFake = world.clock.install();
    vi.useFakeTimers({ now: 5 });
    await remote();
    expect([Date.now(), new Date() instanceof Date]).toEqual([5, true]);
    vi.useRealTimers();
    expect(Date.now()).toBeLessThan(START + 1000);
    underFake[Symbol.dispose]();
    const outlived = world.clock.install();
    vi.useFakeTimers({ now: 5 });
    outlived[Symbol.dispose]();
    expect(Date.now()).toBe(5);
    vi.useRealTimers();
    expect(Math.abs(Date.now() - performance.timeOrigin - performance.now())).toBeLessThan(60_000); // what is left there is real
    await new Promise((resolve) => setTimeout(resolve, 1));
    for (const [index, name] of NAMES.entries()) globalThis[name] = real[index] as never; // as for whoever undoes things out of order
    performance.now = real[NAMES.length] as never;
  });
}

test("a container in the host's thread does not keep the clock, whichever of them comes and goes first", async () => {
  const world = await Emulator.start({ threads: 0 });
  const clock = world.clock.install();
  await world.run(app, () => wait.remote(1000));
  expect(Date.now()).toBe(START + 1000);
  clock[Symbol.dispose]();
  await world.run(app, () => wait.remote(1000));
  const later = world.clock.install();
  await world.close();
  later[Symbol.dispose]();
});
