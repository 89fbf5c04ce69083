import assert from "node:assert/strict";
import { test } from "node:test";
import { App, method, parameter } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("greeter");

const Greeter = app.cls(
  {},
  class Greeter {
    language = parameter({ default: "en" });

    greet = method(async (name: string) => `${this.language === "de" ? "Hallo" : "Hello"} ${name}`);
  },
);

test("each language has containers of its own", async () => {
  await using world = await Emulator.start();
  const greetings = await world.run(app, async () => {
    const [english, german] = [new Greeter(), new Greeter({ language: "de" })];
    return [await english.greet.remote("Ada"), await german.greet.remote("Ada")];
  });
  assert.deepEqual(greetings, ["Hello Ada", "Hallo Ada"], `they said ${greetings.join(", ")}`);
});
