import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("kitchen");

const simmer = app.function(async function simmer() {
  await sleep(60_000);
  return "goulash";
});

test("who is hungry asks, and then waits", async () => {
  await using world = await Emulator.start();
  const answers: string[] = [];
  await world.run(app, async () => {
    const call = await simmer.spawn();
    answers.push(await call.get({ timeoutMs: 5000 }));
    answers.push(await call.get());
  });
  assert.deepEqual(answers, ["still cooking", "goulash"]);
});
