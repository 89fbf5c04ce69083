import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("reports");

const query = app.function({ maxContainers: 2 }, async function query(month: number) {
  await sleep(1000); // asks a database that takes two connections
  return month * 100;
});

test("the database is not flooded", async () => {
  await using world = await Emulator.start();
  const sums = await world.run(app, () => Array.fromAsync(query.map([1, 2, 3, 4, 5, 6, 7, 8])));
  assert.equal(sums.length, 8);
  const connections = world.containers(query).length;
  assert.ok(connections <= 2, `there were ${connections} connections at once`);
});
