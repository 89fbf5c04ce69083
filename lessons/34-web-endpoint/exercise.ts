import assert from "node:assert/strict";
import { test } from "node:test";
import { App, fastapiEndpoint } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("orders");

const order = app.function(
  {},
  fastapiEndpoint({ body: "json" }, async function order({ body }) {
    const { item } = body as { item: string };
    return { ordered: item };
  }),
);

test("an order is taken", async () => {
  await using world = await Emulator.start();
  await world.run(app, async () => {
    const response = await world.fetch(`${order.webUrl}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ item: "tea" }),
    });
    assert.equal(response.status, 200, `the answer was ${response.status} ${await response.clone().text()}`);
    assert.deepEqual(await response.json(), { ordered: "tea" });
  });
});
