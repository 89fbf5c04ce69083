import { App, Cron } from "modal-emulator";

export const app = new App("bench-schedules");

export const tick = app.function({ schedule: new Cron("* * * * *") }, function tick() {
  return undefined;
});
