import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("shop");

const SoldOut = app.errorClass(
  class SoldOut extends Error {
    override name = "SoldOut";
    item = "bread";
  },
);

const buy = app.function(async function buy(item: string) {
  if (item === "bread") throw new SoldOut("come back tomorrow");
  return item;
});

test("the caller can tell what is sold out", async () => {
  await using world = await Emulator.start();
  const error: unknown = await world.run(app, () => buy.remote("bread")).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof Error);
  assert.equal(error.message, "come back tomorrow");
  assert.ok(error instanceof SoldOut, `what was caught is a ${error.constructor.name}, not a SoldOut`);
  assert.equal(error.item, "bread");
});
