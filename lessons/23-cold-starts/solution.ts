import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("desk");

const answer = app.function({ minContainers: 1 }, async function answer(question: string) {
  return `${question}? It depends.`;
});

test("a customer who comes after lunch is served at once", async () => {
  await using world = await Emulator.start({ coldStartMs: 20_000 });
  await world.run(app, async () => {
    await world.clock.advance({ hours: 1 });
    const start = world.clock.now();
    await answer.remote("Is it far");
    const seconds = (world.clock.now() - start) / 1000;
    assert.equal(seconds, 0, `the customer waited for ${seconds} s`);
  });
});
