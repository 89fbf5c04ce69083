import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("weather");

const STATIONS: Record<string, { celsius: number; answersAfterMs: number }> = {
  Oslo: { celsius: 3, answersAfterMs: 5000 },
  Lima: { celsius: 19, answersAfterMs: 7000 },
  Cairo: { celsius: 21, answersAfterMs: 1000 },
};

const read = app.function(async function read(city: string) {
  const station = STATIONS[city];
  await sleep(station?.answersAfterMs ?? 0);
  return station?.celsius;
});

test("each city has its own temperature", async () => {
  await using world = await Emulator.start();
  const cities = Object.keys(STATIONS);
  await world.run(app, async () => {
    let index = 0;
    const table = new Map<string | undefined, number | undefined>();
    for await (const celsius of read.map(cities, { orderOutputs: false })) table.set(cities[index++], celsius);
    assert.equal(table.get("Lima"), 19, `Lima has ${table.get("Lima")} degrees`);
  });
});
