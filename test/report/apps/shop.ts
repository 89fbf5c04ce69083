import { setTimeout as sleep } from "node:timers/promises";
import { App, Cron, Dict, fastapiEndpoint, Queue, Retries, Sandbox, Volume } from "modal-emulator";

export const app = new App("shop");
const volume = Volume.fromName("prices", { createIfMissing: true });

/** Fails for 13 always, and for 7 once. */
export const priceOf = app.function(
  { retries: new Retries({ maxRetries: 1, initialDelayMs: 2000 }), volumes: { "/prices": volume }, maxContainers: 2 },
  async function priceOf(item: number): Promise<number> {
    console.log(`price of ${item}`);
    await sleep(100 * item);
    if (item === 13) throw new RangeError("13 has no price\n<b>none</b>");
    const seen = Dict.fromName("seen", { createIfMissing: true });
    if (item === 7 && !(await seen.get("7", false))) {
      await seen.put("7", true);
      throw new Error("not yet");
    }
    return item * 2;
  },
);

export const basket = app.function({ maxContainers: 1 }, async function basket(items: number[]): Promise<number> {
  const queue = Queue.fromName("orders", { createIfMissing: true });
  await queue.put(items.length);
  let sum = 0;
  for await (const price of priceOf.map(items)) sum += price;
  return sum;
});

export const nightly = app.function({ schedule: new Cron("0 2 * * *") }, async function nightly(): Promise<void> {
  await priceOf.remote(1);
});

export const hello = app.function(
  {},
  fastapiEndpoint({}, async function hello(): Promise<string> {
    return "hello";
  }),
);

/** Twenty items, side by side. */
export async function shop(): Promise<void> {
  await basket.remote([1, 2, 3, 7]);
  await Promise.allSettled([priceOf.remote(13), priceOf.remote(2), basket.remote([4])]);
  const sandbox = await Sandbox.create("sh", "-c", "echo hi", { app });
  await sandbox.wait();
}
