import { runInThisContext } from "node:vm";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { afterEach, expect, test, vi } from "vitest";

const app = new App("fake-timers");

// Sees the globals of the process, as the code of npm packages does.
const isDate = runInThisContext("(value) => value instanceof Date") as (value: unknown) => boolean;

const wait = app.function(async function wait(ms: number) {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return isDate(new Date()) ? new Date().toISOString() : "no date";
});

const real = { Date, setTimeout, setInterval, performance: performance.now };

afterEach(() => {
  vi.useRealTimers();
  expect({ Date, setTimeout, setInterval, performance: performance.now }).toEqual(real);
});

for (const threads of [0, 1]) {
  test(`fake timers around a world, with ${threads} threads`, async () => {
    vi.useFakeTimers({ now: 5 });
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => wait.remote(60_000))).toBe("2026-01-01T00:01:00.000Z");
    expect([Date.now(), new Date() instanceof Date]).toEqual([5, true]);
  });

  test(`fake timers inside a world, with ${threads} threads`, async () => {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      await wait.remote(1000);
      vi.useFakeTimers({ now: 5 });
      expect([await wait.remote(1000), Date.now()]).toEqual(["2026-01-01T00:00:02.000Z", 5]);
      vi.useRealTimers();
      expect(await wait.remote(1000)).toBe("2026-01-01T00:00:03.000Z");
    });
  });
}

test("fake timers that outlive a world stay until the test ends them", async () => {
  try {
    {
      await using world = await Emulator.start({ threads: 0 });
      await world.run(app, () => wait.remote(1000));
      vi.useFakeTimers({ now: 5 });
    }
    expect(Date.now()).toBe(5);
  } finally {
    vi.useRealTimers();
    expect(Date.now()).toBeGreaterThan(Date.parse("2024-01-01"));
    Object.assign(globalThis, { Date: real.Date, setTimeout: real.setTimeout, setInterval: real.setInterval }); // as for whoever undoes things out of order
    performance.now = real.performance;
  }
});
