import { setTimeout as sleep } from "node:timers/promises";
import { App, Cron, Dict, Period } from "modal-emulator";

export const app = new App("nightly");

const seen = Dict.fromName<number>("seen", { createIfMissing: true });

export const backUp = app.function({ schedule: new Cron("0 2 * * *"), retries: 1, gpu: "L4" }, async function backUp() {
  await sleep(60_000);
  console.log("backed up");
  await seen.put("times", ((await seen.get("times")) ?? 0) + 1);
});

export const sweep = app.function({}, async function sweep(room: string) {
  if (room === "cellar") throw new Error("it is dark");
});

export const clean = app.function({ schedule: Period.hours(8) }, async function clean() {
  await sweep.remote("hall");
  await sweep.remote("cellar").catch(() => undefined); // what the caller makes of it
});

export const idle = new App("idle");
export const ping = idle.function({}, async function ping() {});
