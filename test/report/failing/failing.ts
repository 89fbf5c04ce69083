import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { explore } from "modal-emulator/testing";
import { test } from "modal-emulator/vitest";
import { describe } from "vitest";

const app = new App("failing");

const step = app.function({ retries: 1 }, async function step(x: number): Promise<number> {
  if (x === 2) throw new RangeError("two is too much");
  return x;
});
const never = app.function({}, async function never() {});

const addsUp = async (world: Emulator): Promise<void> => {
  if ((await world.run(app, () => step.remote(1))) !== 2) throw new Error("one and one");
};

test("passes", async ({ world }) => {
  await world.run(app, () => step.remote(1));
});

test.fails("is to fail", async ({ world }) => {
  await using other = await Emulator.start();
  await other.run(app, () => step.remote(1));
  await addsUp(world);
});

for (const block of ["outer", "other"])
  describe(block, () => {
    test("adds up", ({ world }) => addsUp(world));
  });
test('../../<b>"odd" & שלום 👩‍🚀 $(name)', ({ world }) => addsUp(world));

test.describe("worlds of its own", () => {
  test("closed ones", async ({ expect }) => {
    await using first = await Emulator.start({ seed: 8 });
    await using second = await Emulator.start({ seed: 9 });
    await first.run(app, () => step.remote(1));
    expect(await second.run(app, () => step.remote(1))).toBe(2);
  });
  test("besides that of the fixture", async ({ world }) => {
    await using other = await Emulator.start({ seed: 10 });
    await other.run(app, () => step.remote(1));
    await addsUp(world);
  });
});

test("nothing to hit", async ({ world }) => {
  world.faults.crash(step, { calls: 2 });
  await world.run(app, () => step.remote(1));
});

test("too long", { timeout: 1000 }, async ({ world }) => {
  world.mock(never, () => new Promise<void>(() => undefined));
  await world.run(app, () => never.remote());
});

test("again and again", { retry: 1 }, ({ world }) => addsUp(world));

describe.concurrent("side by side", () => {
  for (const name of ["left", "right"]) test(name, ({ world }) => addsUp(world));
});

test("in many worlds", async ({ world }) => {
  await world.run(app, () => step.remote(1));
  await explore({ seeds: 1 }, (trial) => trial.run(app, () => step.remote(2)));
});
