import { setTimeout as sleep } from "node:timers/promises";
import { App } from "modal-emulator";

export const app = new App("bench-autoscaler");

export const CONTAINERS = 1000;

export const nap = app.function(
  { maxContainers: CONTAINERS, timeoutMs: 86_400_000 },
  async function nap(_index: number) {
    await sleep(86_000_000);
  },
);
