import assert from "node:assert/strict";
import { test } from "node:test";
import { App, Dict } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

interface Reading {
  at: number;
  celsius: number;
}

const app = new App("weather");
const latest = Dict.fromName<Reading>("latest", { createIfMissing: true });

const report = app.function({ maxContainers: 1 }, async function report(reading: Reading) {
  const kept = await latest.get("reading");
  if (kept === undefined || kept.at < reading.at) await latest.put("reading", reading);
});

test("the newest reading is kept, whoever comes first", async () => {
  for (let seed = 0; seed < 20; seed++) {
    await using world = await Emulator.start({ seed });
    await world.run(app, async () => {
      await report.forEach([
        { at: 1, celsius: 18 },
        { at: 2, celsius: 21 },
      ]);
      const kept = await latest.get("reading");
      assert.equal(kept?.celsius, 21, `with seed ${seed}, the older reading is kept`);
    });
  }
});
