import { setImmediate } from "node:timers/promises";
import { App } from "modal-emulator";
import { test } from "modal-emulator/vitest";

const app = new App("hold");

const wait = app.function(async function wait(ms: number) {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return ms;
});

test("nothing happens in a world from the moment that it is held", async ({ world, expect }) => {
  await world.run(app, async () => {
    const waited = wait.remote(1000);
    const before = world.events.length;
    await world.hold(async () => {
      for (let turn = 0; turn < 20; turn++) await setImmediate();
      expect(world.events.length).toBe(before);
    });
    expect(await waited).toBe(1000);
  });
});
