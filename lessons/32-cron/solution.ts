import assert from "node:assert/strict";
import { test } from "node:test";
import { App, Cron } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("office");

app.function({ schedule: new Cron("0 9 * * mon-fri", { timezone: "Europe/Berlin" }) }, async function openDoors() {
  const now = new Date().toLocaleString("en-GB", {
    timeZone: "Europe/Berlin",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  console.log(now.replace(/,? /, " "));
});

test("the doors open at nine in Berlin", async () => {
  await using world = await Emulator.start({ startTime: "2026-01-02T00:00:00Z" }); // a Friday
  await world.deploy(app);
  await world.clock.advance({ days: 5 });
  const openings = Array.from(world.logs, ({ message }) => message);
  assert.deepEqual(
    openings,
    ["Fri 09:00", "Mon 09:00", "Tue 09:00"],
    `they opened at ${openings[0]?.slice(4)} in Berlin`,
  );
});
