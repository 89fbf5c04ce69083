import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("proxy");

const ask = app.function({}, async function ask(question: number) {
  await sleep(5000); // waits for another server
  return question * 2;
});

test("ten questions, one container", async () => {
  await using world = await Emulator.start();
  const answers = await world.run(app, () => Array.fromAsync(ask.map([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])));
  assert.equal(answers.length, 10);
  const { length } = world.containers(ask);
  assert.equal(length, 1, `it took ${length} containers`);
});
