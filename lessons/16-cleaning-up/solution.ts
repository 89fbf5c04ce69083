import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App, Dict } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("workshop");
const door = Dict.fromName<string>("door", { createIfMissing: true });

const work = app.function({ timeoutMs: 20_000 }, async function work(hours: number) {
  await door.put("lock", "taken");
  try {
    await sleep(hours * 3_600_000);
  } finally {
    await door.put("lock", "free");
  }
});

test("the door is unlocked, however the work ends", async () => {
  await using world = await Emulator.start();
  await world.run(app, async () => {
    await work.remote(8).catch(() => "too long");
    await world.clock.advance({ seconds: 1 });
    assert.equal(await door.get("lock"), "free", "the door is still locked");
  });
});
