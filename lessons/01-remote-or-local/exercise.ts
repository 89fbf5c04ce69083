import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("greeter");

const greet = app.function(async function greet(name: string) {
  return `Hello ${name}`;
});

test("greets from a container", async () => {
  await using world = await Emulator.start();
  const greeting = await world.run(app, async () => {
    return greet.local("Ada");
  });
  assert.equal(greeting, "Hello Ada");
  assert.equal(world.containers(greet).length, 1, "greet ran in no container");
});
