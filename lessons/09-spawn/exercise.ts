import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("kitchen");

const cookSoup = app.function(async function cookSoup() {
  await sleep(4000);
  return "soup";
});

const bakeCake = app.function(async function bakeCake() {
  await sleep(5000);
  return "cake";
});

test("the soup is cooked while the cake bakes", async () => {
  await using world = await Emulator.start();
  const start = world.clock.now();
  const meal = await world.run(app, async () => {
    const soup = await cookSoup.remote();
    const cake = await bakeCake.remote();
    return [soup, cake];
  });
  assert.deepEqual(meal, ["soup", "cake"]);
  const seconds = (world.clock.now() - start) / 1000;
  assert.equal(seconds, 5, `dinner took ${seconds} s`);
});
