import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App, TimeoutError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("prices");

const quote = app.function({ timeoutMs: 10_000, retries: 2 }, async function quote(_item: string): Promise<number> {
  await sleep(3_600_000); // the exchange is closed
  return 3;
});

async function ask(item: string): Promise<number> {
  return await quote.remote(item);
}

test("a customer waits for 20 seconds at most", async () => {
  await using world = await Emulator.start();
  const start = world.clock.now();
  let seconds = 0;
  await world.run(app, async () => {
    await assert.rejects(ask("tea"), TimeoutError);
    seconds = (world.clock.now() - start) / 1000;
  });
  assert.equal(seconds, 20, `the customer left after ${seconds} s`);
});
