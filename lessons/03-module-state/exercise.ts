import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("greeter");

let language = "en";

const greet = app.function(async function greet(name: string) {
  return language === "de" ? `Hallo ${name}` : `Hello ${name}`;
});

test("greets in German", async () => {
  await using world = await Emulator.start();
  const greeting = await world.run(app, async () => {
    language = "de";
    return greet.remote("Ada");
  });
  assert.equal(greeting, "Hallo Ada", `the greeting is still in English: ${greeting}`);
});
