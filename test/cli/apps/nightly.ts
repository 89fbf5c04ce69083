import { App, Period } from "modal-emulator";

const app = new App("nightly");

app.function({ schedule: new Period({ days: 1 }) }, async function nightly() {
  return "done";
});
