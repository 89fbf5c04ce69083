import assert from "node:assert/strict";
import { test } from "node:test";
import { App, Retries } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("news");

const read = app.function({ retries: new Retries({ maxRetries: 3 }) }, async function read(url: string) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server said ${response.status}`);
  return response.text();
});

test("a busy server is left alone for longer each time", async () => {
  await using world = await Emulator.start({ offline: true });
  let asked = 0;
  world.onFetch("https://news.example/*", () => new Response("news", { status: ++asked <= 3 ? 503 : 200 }));
  const news = await world.run(app, () => read.remote("https://news.example/today"));
  assert.equal(news, "news");
  const delays = world.events.of("input.retry").map(({ delayMs }) => delayMs / 1000);
  assert.deepEqual(delays, [1, 2, 4], `the delays were ${delays.join(", ")} s`);
});
