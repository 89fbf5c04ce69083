import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("parcels");

const print = app.function(async function print(parcel: string, note: string) {
  return `${parcel}: ${note}`;
});

test("each parcel gets a label", async () => {
  await using world = await Emulator.start();
  const parcels = ["A1", "A2", "A3"];
  const notes = ["fragile", "heavy"]; // none for the last
  const labels = await world.run(app, async () => {
    const calls = parcels.map((parcel, index): [string, string] => [parcel, notes[index] ?? "no note"]);
    return Array.fromAsync(print.starmap(calls));
  });
  assert.equal(labels.length, 3, `${labels.length} labels for 3 parcels`);
  assert.deepEqual(labels, ["A1: fragile", "A2: heavy", "A3: no note"]);
});
