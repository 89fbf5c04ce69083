import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App, Dict, Queue } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("checkout");
const charges = Queue.fromName<string>("charges", { createIfMissing: true });
const done = Dict.fromName<boolean>("done", { createIfMissing: true });

const checkOut = app.function(async function checkOut(order: string) {
  await charges.put(order);
  await sleep(2000); // the parcel is packed
  return `${order} is on its way, one of ${await done.len()}`;
});

test("nobody is charged twice", async () => {
  await using world = await Emulator.start();
  world.faults.crash(checkOut, { attempts: 1, afterMs: 1000 });
  await world.run(app, async () => {
    await checkOut.remote("A1");
    const times = await charges.len();
    assert.equal(times, 1, `A1 was charged ${times} times`);
  });
});
