import { App, Cron } from "modal-emulator";
import { Emulator, type EmulatorOptions, type WorldEvent } from "modal-emulator/emulator";
import { expect, test } from "vitest";
import { isSoak, SEARCH_LIMIT_MS } from "../support/search-size.js";
import { app, heard, listening } from "./schedule-programs.js";

const LONG = isSoak;
const DAYS = LONG ? 7 : 1;
const SEEDS = LONG ? 8 : 2;

async function logOf(options: EmulatorOptions, setUp: (world: Emulator) => void = () => undefined): Promise<string> {
  await using world = await Emulator.start(options);
  setUp(world);
  await world.deploy(app);
  await world.clock.advance({ days: DAYS });
  return [...world.events].map((event) => JSON.stringify(event)).join("\n");
}

test(
  "calls of schedules leave the same event log, whether containers run ahead or not, on any number of threads",
  { timeout: SEARCH_LIMIT_MS },
  async () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const expected = await logOf({ seed, threads: 0 }, (world) => void world.events.subscribe(() => undefined)); // nothing runs ahead of who listens
      for (const threads of LONG ? [0, 1, 2, 4] : [0, 2])
        expect(await logOf({ seed, threads }), `seed ${seed}, ${threads} threads`).toBe(expected);
    }
  },
);

test("code that hears of rejections hears of them at once, also if its container runs ahead", async () => {
  await using world = await Emulator.start({ threads: 0 });
  await world.deploy(heard);
  await world.clock.advance({ minutes: 60 });
  expect([...world.logs].map(({ message }) => message)).toEqual(
    [1, 2, 3].map((fire) => `Error: ${20 * fire} heard in fire ${20 * fire}`),
  );
});

test("inline functions, which see the world, do not run ahead of it", async () => {
  await using world = await Emulator.start();
  const app = new App("inline");
  const seen: number[][] = [];
  const gate = Promise.withResolvers<void>();
  app.function({ name: "look", schedule: new Cron("* * * * *"), isolation: "inline" }, () => {
    if (seen.push([world.clock.now(), world.calls().length]) === 20) gate.resolve();
  });
  const asked = app.function({ name: "asked", isolation: "inline" }, () => world.clock.now());
  await world.deploy(app);
  const start = world.clock.now();
  const advancing = world.clock.advance({ minutes: 30 });
  await gate.promise;
  expect(await world.within(() => asked.remote())).toBe(start + 20 * 60_000);
  await advancing;
  expect(seen).toEqual(
    Array.from({ length: 30 }, (_, index) => [start + (index + 1) * 60_000, index + 1 + (index < 20 ? 0 : 1)]),
  );
});

test("who changes a world while a container runs ahead is not told that the emulator failed", async () => {
  let fires = 0;
  /** Stands for code of the test that goes on in real time. */
  const sink = ({ type }: WorldEvent): void => {
    if (type === "schedule.fired" && ++fires === 15) world.mock(listening, () => "a stand-in");
  };
  await using world = await Emulator.start({ threads: 0, events: { sink } });
  await world.deploy(heard);
  await world.clock.advance({ hours: 1 });
  expect(world.calls(listening).filter(({ inputs }) => inputs[0]?.status === "SUCCESS")).toHaveLength(60);
  expect(world.events.of("input.mocked")).toHaveLength(46);
});
