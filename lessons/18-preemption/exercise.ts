import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App, Dict } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("studio");
const kept = Dict.fromName<number>("kept", { createIfMissing: true });

const render = app.function(async function render(frames: number) {
  for (let frame = 0; frame < frames; frame++) await sleep(1000);
  return frames;
});

test("a rendering goes on where it was interrupted", async () => {
  await using world = await Emulator.start();
  world.faults.preempt(render, { afterMs: 9500, times: 1 });
  const start = world.clock.now();
  await world.run(app, () => render.remote(10));
  const seconds = Math.floor((world.clock.now() - start) / 1000);
  assert.ok(seconds <= 11, `ten frames took ${seconds} s`);
});
