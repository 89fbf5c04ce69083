import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("pictures");

const draw = app.function({ gpu: "H100" }, async function draw(prompt: string): Promise<string> {
  throw new Error(`no GPU here to draw ${prompt}`);
});

const album = app.function(async function album(...prompts: string[]) {
  return (await Array.fromAsync(draw.map(prompts))).join(" and ");
});

test("an album has all pictures", async () => {
  await using world = await Emulator.start();
  const pictures = await world.run(app, () => album.remote("a cat", "a hat"));
  assert.equal(pictures, "picture of a cat and picture of a hat");
});
