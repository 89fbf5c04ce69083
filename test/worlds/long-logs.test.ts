import { App, Cron, InvalidError, NotFoundError, Period, Sandbox } from "modal-emulator";
import { Emulator, type WorldEvent } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { expectRejection } from "../support/expect-error.js";

function minutely(): App {
  const app = new App("long");
  app.function({ name: "tick", isolation: "inline", schedule: new Cron("* * * * *") }, () => undefined);
  app.function(
    { name: "daily", isolation: "inline", schedule: Period.days(1), scaledownWindowMs: 2000 },
    () => undefined,
  );
  return app;
}

describe("a bounded event log", () => {
  test("keeps the last events, counts all, and streams every one of them in order", async () => {
    const streamed: WorldEvent[] = [];
    await using world = await Emulator.start({ events: { keep: 500, sink: (event) => void streamed.push(event) } });
    await world.deploy(minutely());
    await world.clock.advance({ days: 1 });
    const kept = [...world.events];
    expect(kept.length).toBeGreaterThanOrEqual(500);
    expect(kept.length).toBeLessThan(500 * 1.25 + 1000);
    expect(world.events.length).toBe(streamed.length);
    expect(world.events.dropped).toBe(streamed.length - kept.length);
    expect(streamed.map(({ seq }) => seq)).toEqual(streamed.map((_, index) => index));
    expect(streamed.slice(world.events.dropped)).toEqual(kept);
    expect(streamed.filter(({ type }) => type === "schedule.fired")).toHaveLength(1441);
  });
  test("forgets the calls and containers of schedules with the events that told of their ends", async () => {
    await using world = await Emulator.start({ events: { keep: 500 } });
    await world.deploy(minutely());
    await world.clock.advance({ days: 3 });
    const ends = world.events.of("input.ended").length;
    expect(world.calls().length).toBe(ends);
    expect(world.containers().length).toBeLessThan(3);
    const [lasting] = world.containers();
    expect(lasting).toMatchObject({
      functionName: "tick",
      createdAt: Date.parse("2026-01-01T00:01:00Z"),
      stoppedAt: null,
    }); // though the event of its creation is gone
  });
  test("forgets sandboxes that ended before the events that are kept", async () => {
    await using world = await Emulator.start({ events: { keep: 5 } });
    await world.within(async () => {
      const app = await App.lookup("sandboxes", { createIfMissing: true });
      const old = await Sandbox.create({ app });
      await old.terminate({ wait: true });
      const end = world.events.length;
      while (world.events.dropped < end) await Sandbox.create({ app });
      await expectRejection(() => Sandbox.fromId(old.objectId), NotFoundError, old.objectId);
      const lasting = await Sandbox.create({ app });
      expect((await Sandbox.fromId(lasting.objectId)).objectId).toBe(lasting.objectId);
    });
  });
  test("without bounds keeps everything", async () => {
    await using world = await Emulator.start({ events: { keep: Number.POSITIVE_INFINITY } });
    await world.deploy(minutely());
    await world.clock.advance({ days: 1 });
    expect([world.events.dropped, world.calls().length]).toEqual([0, 1441]);
  });
  test.each([
    [{ keep: 0 }, "events.keep must be a whole number from 1, or Infinity, not 0"],
    [{ keep: 1.5 }, "not 1.5"],
    [{ sink: 1 }, "events.sink must be a function, not 1"],
    [{ kept: 1 }, '"kept"'],
  ])("%o is refused", async (events, message) => {
    const starting = Emulator.start({ events: events as { keep: number } });
    await expect(starting).rejects.toThrow(InvalidError);
    await expect(starting).rejects.toThrow(message);
  });
});
