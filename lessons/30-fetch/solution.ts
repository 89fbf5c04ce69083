import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("exchange");

const convert = app.function(async function convert(dollars: number) {
  const response = await fetch("https://rates.example/today");
  const { eur } = (await response.json()) as { eur: number };
  return Math.round(dollars / eur);
});

test("converts by today's rate", async () => {
  await using world = await Emulator.start({ offline: true });
  world.onFetch("https://rates.example/*", () => Response.json({ eur: 1.1 }));
  const euros = await world.run(app, () => convert.remote(110));
  assert.equal(euros, 100);
  assert.deepEqual(
    world.requests().map(({ url }) => url),
    ["https://rates.example/today"],
  );
});
