import { equal } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { App, Queue } from "modal-emulator";
import type { Emulator } from "modal-emulator/emulator";

export const app = new App("checkout");
const charges = Queue.fromName<string>("charges", { createIfMissing: true });

export const checkOut = app.function({ retries: 2 }, async function checkOut(order: string) {
  await charges.put(order); // the step that must not be repeated
  await sleep(2000);
});

export default async function chargesOnce(world: Emulator): Promise<void> {
  await world.run(app, async () => {
    await checkOut.forEach(["A1", "A2"]);
    equal(await charges.len(), 2, "charged too often");
  });
}

export const failing = (): void => {
  throw new RangeError("never holds");
};

export const endless = (): Promise<never> =>
  new Promise(() => {
    console.log("began");
    setInterval(() => undefined, 1000);
  });
