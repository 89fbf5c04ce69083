import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("casino");

const roll = app.function(async function roll() {
  return 1 + Math.floor(6 * Math.random());
});

async function game(seed: number): Promise<string> {
  await using world = await Emulator.start();
  const dice = await world.run(app, async () => [await roll.remote(), await roll.remote(), await roll.remote()]);
  return dice.join("");
}

test("one seed, one game; another seed, another game", async () => {
  assert.equal(await game(7), await game(7));
  assert.notEqual(await game(7), await game(8), "every seed gives the same game");
});
