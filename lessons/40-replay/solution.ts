import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App, Dict, Queue } from "modal-emulator";
import type { Emulator } from "modal-emulator/emulator";
import { explore } from "modal-emulator/testing";

const app = new App("warehouse");
const orders = Queue.fromName<string>("orders", { createIfMissing: true });
const shipped = Dict.fromName<boolean, string>("shipped", { createIfMissing: true });

const ship = app.function(async function ship() {
  for (;;) {
    const order = await firstOf(orders.iterate({ itemPollTimeoutMs: 0 }));
    if (order === undefined) return;
    await sleep(1000); // it is packed
    await shipped.put(order, true);
    await orders.get(); // now it is done
  }
});

async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}

async function shipsAll(world: Emulator): Promise<void> {
  await world.run(app, async () => {
    await orders.putMany(["A1", "A2"]);
    await ship.remote();
    const [first, second] = [await shipped.contains("A1"), await shipped.contains("A2")];
    assert.ok(first && second, `not shipped: ${first ? "" : "A1 "}${second ? "" : "A2"}`);
  });
}

const LINE = '{"seed":0,"faults":[{"kind":"crash","calls":1,"attempts":1,"optional":true,"afterMs":500}]}';

test("no order is lost with a container", async () => {
  await explore.replay(LINE, shipsAll);
});
