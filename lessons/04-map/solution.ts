import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("survey");

const measure = app.function(async function measure(city: string) {
  await sleep(10_000);
  return city.length;
});

test("three cities take as long as one", async () => {
  await using world = await Emulator.start();
  const start = world.clock.now();
  const sizes = await world.run(app, async () => {
    return Array.fromAsync(measure.map(["Oslo", "Lima", "Cairo"]));
  });
  assert.deepEqual(sizes, [4, 4, 5]);
  const seconds = (world.clock.now() - start) / 1000;
  assert.equal(seconds, 10, `it took ${seconds} s`);
});
