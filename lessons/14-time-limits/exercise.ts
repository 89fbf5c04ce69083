import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App, FunctionTimeoutError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("search");

const search = app.function(async function search(_word: string) {
  await sleep(24 * 3_600_000); // the index is broken
});

test("a search gives up after a minute", async () => {
  await using world = await Emulator.start();
  const start = world.clock.now();
  await assert.rejects(
    world.run(app, () => search.remote("tea")),
    FunctionTimeoutError,
  );
  const seconds = (world.clock.now() - start) / 1000;
  assert.equal(seconds, 60, `it gave up after ${seconds} s`);
});
