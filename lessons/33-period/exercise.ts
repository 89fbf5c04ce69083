import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App, Period } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("backup");

const backUp = app.function({ schedule: Period.minutes(10), timeoutMs: 3_600_000 }, async function backUp() {
  console.log("begins");
  await sleep(15 * 60_000);
  console.log("ends");
});

test("one backup at a time", async () => {
  await using world = await Emulator.start();
  await world.deploy(app);
  await world.clock.advance({ hours: 1 });
  assert.ok(world.calls(backUp).length >= 3);
  const steps = Array.from(world.logs, ({ message }) => message).slice(0, 4);
  assert.deepEqual(steps, ["begins", "ends", "begins", "ends"], `the backup ${steps.join(", ")}`);
});
