import { setTimeout as sleep } from "node:timers/promises";
import { App } from "modal-emulator";

export const app = new App("report-app");

export const tick = app.function({ maxContainers: 40 }, async function tick(index: number): Promise<number> {
  await sleep(50 + ((index * 7919) % 400));
  if (index % 997 === 0) console.error("odd", index);
  return index;
});
