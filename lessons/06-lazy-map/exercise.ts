import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("post-office");

const send = app.function(async function send(to: string) {
  console.log(`a letter to ${to}`);
});

test("everyone gets a letter", async () => {
  await using world = await Emulator.start();
  const people = ["Ann", "Bob", "Cy"];
  await world.run(app, async () => {
    send.map(people);
  });
  const letters = [...world.logs].length;
  assert.equal(letters, 3, `${letters} letters were sent`);
});
