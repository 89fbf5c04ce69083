import { setTimeout as sleep } from "node:timers/promises";
import { App } from "modal-emulator";

export const app = new App("scaling");

async function work(ms: number): Promise<number> {
  await sleep(ms);
  return ms;
}

export const FUNCTIONS = {
  plain: app.function({ name: "plain", maxContainers: 3, scaledownWindowMs: 3000 }, work),
  warm: app.function(
    { name: "warm", minContainers: 1, maxContainers: 4, bufferContainers: 1, scaledownWindowMs: 2000 },
    work,
  ),
} as const;
