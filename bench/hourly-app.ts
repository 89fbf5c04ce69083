import { App, Cron } from "modal-emulator";

export const app = new App("bench-hourly");

export const hourly = app.function({ schedule: new Cron("0 * * * *") }, function hourly() {
  return undefined;
});
