import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("market");

const fill = app.function(async function fill(basket: string[]) {
  basket.push("leek", "radish");
  return basket;
});

test("the basket is filled", async () => {
  await using world = await Emulator.start();
  let basket: string[] = [];
  await world.run(app, async () => {
    basket = await fill.remote(basket);
  });
  assert.deepEqual(basket, ["leek", "radish"], `the basket is still empty: [${basket.join(", ")}]`);
});
