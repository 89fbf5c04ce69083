import { setTimeout as sleep } from "node:timers/promises";
import { App, isLocal } from "modal-emulator";

/** A module that takes 10 seconds to be evaluated in a container. */
export const app = new App("slow-import");

export const patient = app.function({ timeoutMs: 5000, startupTimeoutMs: 60_000 }, async function patient() {
  await sleep(4000);
  return "started";
});

export const impatient = app.function({ timeoutMs: 5000 }, async function impatient() {
  return "started";
});

if (!isLocal()) await sleep(10_000);
