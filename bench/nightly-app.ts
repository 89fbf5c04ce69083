import { App, Cron } from "modal-emulator";
import { setTimeout as sleep } from "node:timers/promises";

export const app = new App("nightly");

export const report = app.function({ schedule: new Cron("0 3 * * *") }, async function report() {
  await sleep(90_000);
});
