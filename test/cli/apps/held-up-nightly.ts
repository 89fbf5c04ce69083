import { writeFileSync } from "node:fs";
import { App, Cron, Secret } from "modal-emulator";

export const app = new App("held-up-nightly");

export const spin = app.function(
  { schedule: new Cron("0 2 2 * *"), secrets: [Secret.fromName("begun")] },
  async function spin() {
    writeFileSync(process.env["BEGUN"] ?? "", "");
    for (;;);
  },
);
