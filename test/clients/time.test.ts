import { App } from "modal-emulator";
import { modalClient } from "modal-emulator/client";
import { Emulator } from "modal-emulator/emulator";
import { afterEach, describe, expect, test, vi } from "vitest";

const DAY_MS = 86_400_000;
const CLOSED = "The world of this client is closed: nothing can be asked of it any more.";

const app = new App("time");
app.function({ timeoutMs: DAY_MS }, async function nap(ms: number) {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return Date.now();
});

const real = { Date, setTimeout, setInterval, clearTimeout, clearInterval };
afterEach(() => {
  vi.useRealTimers();
  const { Date, setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  expect({ now: Date.now() - real.Date.now() < 1000, setTimeout: typeof setTimeout }).toEqual({
    now: true,
    setTimeout: "function",
  });
  expect([setInterval, clearTimeout, clearInterval].every((it) => typeof it === "function")).toBe(true);
});

/** Virtual milliseconds that something takes. */
async function takes(world: Emulator, body: () => Promise<unknown>): Promise<number> {
  const before = world.clock.now();
  await body();
  return world.clock.now() - before;
}

describe("limits of the client pass in virtual time", () => {
  test.each([0, 1, 999, 50_000, 50_001, 3_600_000])("of a queue, %i ms", async (timeoutMs) => {
    await using world = await Emulator.start({ threads: 0 });
    const queue = await (await modalClient(world)).queues.fromName("q", { createIfMissing: true });
    const empty = expect(queue.get({ timeoutMs })).rejects.toThrow(
      expect.objectContaining({ name: "QueueEmptyError" }),
    );
    const passed = await takes(world, () => empty);
    expect([timeoutMs, Math.max(1, timeoutMs)]).toContain(passed);
  });

  test.each([0, 1500, 60_000])("of a call, %i ms", async (timeoutMs) => {
    await using world = await Emulator.start({ threads: 0 });
    await world.deploy(app);
    const fn = await (await modalClient(world)).functions.fromName("time", "nap");
    const call = await fn.spawn([7_200_000]);
    const late = expect(call.get({ timeoutMs })).rejects.toThrow(/Timeout|timed out/i);
    expect(await takes(world, () => late)).toBe(timeoutMs);
    expect(await call.get()).toBe(Date.parse("2026-01-01T02:00:00Z"));
  });

  test("a result may take as long as it likes", async () => {
    await using world = await Emulator.start({ threads: 0, maxIdleAdvanceMs: 100 * DAY_MS });
    await world.deploy(app);
    const fn = await (await modalClient(world)).functions.fromName("time", "nap");
    expect(await takes(world, () => fn.remote([250_000]))).toBe(250_000);
  });
});

test("who waits for what nobody is going to do hears of it after a day", async () => {
  await using world = await Emulator.start({ threads: 0 });
  const queue = await (await modalClient(world)).queues.fromName("lonely", { createIfMissing: true });
  const passed = await takes(world, () =>
    expect(queue.get()).rejects.toThrow(
      /FAILED_PRECONDITION: Nothing can make progress, and the host waits:\n {2}the host waits for .*lonely/,
    ),
  );
  expect(passed).toBeGreaterThanOrEqual(DAY_MS);
  expect(passed).toBeLessThan(DAY_MS + 120_000);
});

test("with a real clock, the client has real time", async () => {
  await using world = await Emulator.start({ threads: 0, clock: "real" });
  await world.deploy(app);
  const modal = await modalClient(world);
  const queue = await modal.queues.fromName("q", { createIfMissing: true });
  const before = performance.now();
  await expect(queue.get({ timeoutMs: 30 })).rejects.toThrow(expect.objectContaining({ name: "QueueEmptyError" }));
  expect(performance.now() - before).toBeGreaterThanOrEqual(29);
  world.faults.rpc("FunctionMap", { times: 1 });
  const began = performance.now();
  await (await modal.functions.fromName("time", "nap")).remote([10]);
  expect(performance.now() - began).toBeGreaterThanOrEqual(109);
});

describe("the time of whoever uses the client is untouched", () => {
  test("it is real", async () => {
    await using world = await Emulator.start({ threads: 0 });
    const queue = await (await modalClient(world)).queues.fromName("q", { createIfMissing: true });
    const before = Date.now();
    await expect(queue.get({ timeoutMs: DAY_MS / 2 })).rejects.toThrow();
    expect(Math.abs(Date.now() - before)).toBeLessThan(30_000);
    expect(Math.abs(new Date().getTime() - performance.timeOrigin - performance.now())).toBeLessThan(1000);
    let isFired = false;
    setTimeout(() => (isFired = true), 5);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(isFired).toBe(true);
    expect(world.clock.now()).toBe(Date.parse("2026-01-01T12:00:00Z"));
  });

  test.each(["before", "after"])("also when it is faked, %s the client is made", async (when) => {
    await using world = await Emulator.start({ threads: 0 });
    if (when === "before") vi.useFakeTimers({ now: 5 });
    const modal = await modalClient(world);
    if (when === "after") vi.useFakeTimers({ now: 5 });
    world.faults.rpc("QueueGet", { times: 1 }); // the client waits 100 ms
    const queue = await modal.queues.fromName("q", { createIfMissing: true });
    const passed = await takes(world, () => expect(queue.get({ timeoutMs: 60_000 })).rejects.toThrow());
    expect(passed).toBeGreaterThanOrEqual(60_000); // and what its own clock was behind
    expect(passed).toBeLessThanOrEqual(60_100);
    expect(Date.now()).toBe(5);
    let isFired = false;
    setTimeout(() => (isFired = true), 1000);
    await vi.advanceTimersByTimeAsync(1000);
    expect([isFired, Date.now()]).toEqual([true, 1005]);
  });

  test("fake timers that come and go while a client waits", async () => {
    await using world = await Emulator.start({ threads: 0 });
    const queue = await (await modalClient(world)).queues.fromName("q", { createIfMissing: true });
    const waiting = expect(queue.get({ timeoutMs: 60_000 })).rejects.toThrow("did not return values within 60000ms");
    vi.useFakeTimers({ now: 5 });
    await waiting;
    vi.useRealTimers();
    expect(await takes(world, () => expect(queue.get({ timeoutMs: 60_000 })).rejects.toThrow())).toBe(60_000);
  });
});

describe("a client that outlives its world", () => {
  test("hears so at once, whatever it asks for", async () => {
    const world = await Emulator.start({ threads: 0 });
    await world.deploy(app);
    const modal = await modalClient(world);
    const fn = await modal.functions.fromName("time", "nap");
    const queue = await modal.queues.fromName("q", { createIfMissing: true });
    const sandboxes = await modal.apps.fromName("sandboxes", { createIfMissing: true });
    const sandbox = await modal.sandboxes.create(sandboxes, modal.images.fromRegistry("debian:12"));
    await world.close();
    for (const ask of [
      () => fn.remote([1]),
      () => fn.spawn([1]),
      () => queue.get({ timeoutMs: 60_000 }),
      () => queue.put(1),
      () => modal.functions.fromName("time", "nap"),
      () => sandbox.poll(),
      () => sandbox.terminate(),
      () => sandbox.exec(["true"]),
    ])
      await expect(ask()).rejects.toThrow(new RegExp(`FAILED_PRECONDITION: ${CLOSED}`));
  });

  test("and so does one that waits, and one whose world has been followed by another", async () => {
    const first = await Emulator.start({ threads: 0 });
    const modal = await modalClient(first);
    const queue = await modal.queues.fromName("q", { createIfMissing: true });
    const release = Promise.withResolvers<void>();
    const held = first.hold(() => release.promise); // so that the wait does not end before
    const waiting = expect(queue.get({ timeoutMs: 60_000 })).rejects.toThrow(/FAILED_PRECONDITION: .*world/);
    const closing = first.close();
    release.resolve();
    await Promise.all([waiting, closing, held]);
    await using second = await Emulator.start({ threads: 0 });
    await expect(queue.len()).rejects.toThrow(CLOSED);
    const other = await (await modalClient(second)).queues.fromName("q", { createIfMissing: true });
    expect(await takes(second, () => expect(other.get({ timeoutMs: 5000 })).rejects.toThrow())).toBe(5000);
  });

  test("leaves no timer that keeps the process", async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((it) => it === "Timeout").length;
    const before = timers();
    {
      await using world = await Emulator.start({ threads: 0 });
      const modal = await modalClient(world);
      const queue = await modal.queues.ephemeral(); // with a heartbeat, which nobody ends
      const volume = await modal.volumes.ephemeral();
      await queue.put(1);
      expect(volume.volumeId).toMatch(/^vo-/);
      world.faults.rpc("QueueLen", { delayMs: 3_600_000, optional: true });
      queue.len().catch(() => undefined); // it is on its way
    }
    expect(timers()).toBeLessThanOrEqual(before);
  });
});
