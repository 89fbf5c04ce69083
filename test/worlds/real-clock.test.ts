import { App, InvalidError } from "modal-emulator";
import { Emulator, type WorldEvent } from "modal-emulator/emulator";
import { explore } from "modal-emulator/testing";
import { expect, test } from "vitest";

const app = new App("real-clock");

const nap = app.function({ maxContainers: 1 }, async function nap(ms: number) {
  const began = Date.now();
  await new Promise((resolve) => setTimeout(resolve, ms));
  return [began, Date.now()] as const;
});

/** Resolves with the first event of that kind. */
function heard(world: Emulator, type: WorldEvent["type"]): Promise<WorldEvent> {
  return new Promise((resolve) => {
    const stop = world.events.subscribe((event) => {
      if (event.type !== type) return;
      stop();
      resolve(event);
    });
  });
}

test("time passes by itself, for containers and for whoever sleeps, whether a call waits or not", async () => {
  await using world = await Emulator.start({ clock: "real", threads: 1 });
  const began = Date.now();
  expect(Math.abs(world.clock.now() - began)).toBeLessThan(60_000);
  await world.run(app, async () => {
    const [start, end] = await nap.remote(30);
    expect(end - start).toBeGreaterThanOrEqual(30);
    expect(start).toBeGreaterThanOrEqual(began - 1000);
    const ended = heard(world, "input.ended");
    await nap.spawn(20);
    expect(await ended).toMatchObject({ status: "SUCCESS" }); // nobody waits for it
    const before = world.clock.now();
    await world.clock.sleep(10);
    expect(world.clock.now() - before).toBeGreaterThanOrEqual(10);
    const call = await nap.spawn(15);
    await world.clock.runUntilIdle();
    expect(world.calls(nap).at(-1)).toMatchObject({ callId: call.functionCallId });
    expect(world.events.of("input.ended")).toHaveLength(3);
  });
});

test("a world may begin at another time; the clock cannot be moved, nor installed, and there is nothing to examine", async () => {
  await using world = await Emulator.start({ clock: "real", threads: 0, startTime: "2030-01-01T00:00:00Z" });
  const since = world.clock.now() - Date.parse("2030-01-01T00:00:00Z");
  expect(since).toBeGreaterThanOrEqual(0);
  expect(since).toBeLessThan(60_000);
  const refusal = /^clock\.(advance|advanceTo|install): the clock of this world is real, so it goes by itself\./;
  await expect(world.clock.advance(1)).rejects.toThrow(refusal);
  await expect(world.clock.advanceTo("2031-01-01")).rejects.toThrow(refusal);
  expect(() => world.clock.install()).toThrow(refusal);
  await expect(world.doctor(() => undefined)).rejects.toThrow("no two runs are alike");
  await expect(explore({ seeds: 1, world: { clock: "real" } }, () => undefined)).rejects.toThrow(
    "With a real clock, no order of what happens can be chosen.",
  );
  await expect(Emulator.start({ clock: "fast" as never })).rejects.toThrow(
    new InvalidError('Emulator.start: clock must be "virtual" or "real", not "fast".'),
  );
});

test("closing ends everything at once, and whoever waits hears of it", async () => {
  const world = await Emulator.start({ clock: "real", threads: 0 });
  const waiting = Promise.allSettled([world.run(app, () => nap.remote(3_600_000)), world.clock.sleep({ hours: 1 })]);
  await heard(world, "attempt.started");
  await world.close();
  expect((await waiting).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});
