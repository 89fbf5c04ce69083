import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App, enter, method } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("answers");

const Answerer = app.cls(
  {},
  class Answerer {
    model = "";

    greet = enter(() => console.log("ready"));

    answer = method(async (question: string) => {
      await sleep(30_000); // a download
      console.log("loaded");
      this.model = "tiny";
      return `${this.model} says: what is ${question}?`;
    });
  },
);

test("the model is loaded once", async () => {
  await using world = await Emulator.start();
  await world.run(app, async () => {
    const answerer = new Answerer();
    for (const question of ["tea", "time", "chance"]) await answerer.answer.remote(question);
  });
  const times = [...world.logs].filter(({ message }) => message === "loaded").length;
  assert.equal(times, 1, `the model was loaded ${times} times`);
});
