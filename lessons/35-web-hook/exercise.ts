import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App, Dict, fastapiEndpoint, Queue } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("payments");
const seen = Dict.fromName<boolean>("seen", { createIfMissing: true });
const books = Queue.fromName<string>("books", { createIfMissing: true });

const paid = app.function(
  {},
  fastapiEndpoint({ method: "POST" }, async function paid(id: string) {
    const isNew = !(await seen.contains(id));
    await sleep(100); // a signature is checked
    await seen.put(id, true);
    if (isNew) await books.put(id);
    return isNew ? "booked" : "known";
  }),
);

test("a payment is booked once", async () => {
  await using world = await Emulator.start();
  await world.run(app, async () => {
    const url = `${paid.webUrl}?id=P7`;
    await Promise.all([world.fetch(url, { method: "POST" }), world.fetch(url, { method: "POST" })]);
    const times = await books.len();
    assert.equal(times, 1, `P7 was booked ${times} times`);
  });
});
