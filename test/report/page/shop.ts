import { setTimeout as sleep } from "node:timers/promises";
import { App, Queue, Retries } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import type { ReportData } from "../../../src/report/model/report-data.js";
import { reportOf } from "../model/report-of.js";

export const app = new App("shop", { module: import.meta.url });
const again = new Retries({ maxRetries: 2, initialDelayMs: 1000 });

export const price = app.function({ retries: again }, async function price(item: string): Promise<number> {
  await sleep(200);
  console.log(`looking up ${item}`);
  if (item === "ghost") throw new RangeError(`there is no price for ${item}`);
  return item.length;
});

export const checkout = app.function(async function checkout(items: string[]): Promise<number> {
  await Queue.fromName("orders", { createIfMissing: true }).put(items);
  let sum = 0;
  for await (const each of price.map(items)) sum += each;
  return sum;
});

/** A report of a test that failed. */
export async function failedShop(): Promise<ReportData> {
  await using world = await Emulator.start({ seed: 1, threads: 0, coldStartMs: 400 });
  try {
    await world.run(app, () => checkout.remote(["tea", "ghost", "milk"]));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const failure = { message: String(error), stack: error.stack ?? "", again: "npx vitest run shop.test.ts" };
    return await reportOf(world, { title: "checkout adds up prices", failure });
  }
  throw new Error("It has not failed.");
}
