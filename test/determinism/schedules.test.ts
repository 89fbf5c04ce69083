import { Emulator, type EmulatorOptions } from "modal-emulator/emulator";
import { expect, test } from "vitest";
import { app } from "./schedule-programs.js";

const LONG = Number(process.env["MODAL_EMULATOR_RUNS"] ?? 0) > 0;
const DAYS = LONG ? 7 : 1;
const SEEDS = LONG ? 8 : 3;

async function logOf(options: EmulatorOptions, setUp: (world: Emulator) => void = () => undefined): Promise<string> {
  await using world = await Emulator.start(options);
  setUp(world);
  await world.deploy(app);
  await world.clock.advance({ days: DAYS });
  return [...world.events].map((event) => JSON.stringify(event)).join("\n");
}

test("calls of schedules leave the same event log, whether containers run ahead or not, on any number of threads", { timeout: 60_000 * SEEDS }, async () => {
  for (let seed = 0; seed < SEEDS; seed++) {
    const expected = await logOf({ seed, threads: 0 }, (world) => void world.events.subscribe(() => undefined)); // nothing runs ahead of who listens
    for (const threads of LONG ? [0, 1, 2, 4] : [0, 2]) expect(await logOf({ seed, threads }), `seed ${seed}, ${threads} threads`).toBe(expected);
  }
});
