import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("poet");

const write = app.function(async function* write(lines: number) {
  for (let line = 1; line <= lines; line++) {
    await sleep(1000);
    yield `line ${line}`;
  }
});

test("the first line is there after a second", async () => {
  await using world = await Emulator.start();
  const start = world.clock.now();
  const seen: string[] = [];
  await world.run(app, async () => {
    for (const line of await write.remote(3)) seen.push(`${line} at ${(world.clock.now() - start) / 1000} s`);
  });
  assert.deepEqual(seen, ["line 1 at 1 s", "line 2 at 2 s", "line 3 at 3 s"]);
});
