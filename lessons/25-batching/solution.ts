import assert from "node:assert/strict";
import { test } from "node:test";
import { App, batched } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("embed");

const embed = app.function(
  { maxContainers: 1 },
  batched({ maxBatchSize: 3, waitMs: 200 }, async function embed(texts: string[]) {
    return texts.map((text) => text.length);
  }),
);

test("each caller gets the number of its own text", async () => {
  await using world = await Emulator.start();
  const numbers = await world.run(app, () => Array.fromAsync(embed.map(["a", "bb", "a"])));
  assert.deepEqual(numbers, [1, 2, 1]);
});
