import { App, Cron, Dict, Period, Retries, Volume } from "modal-emulator";
import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

export const app = new App("month");

const stock: Dict<number, string> = Dict.fromName("stock", { createIfMissing: true });
const books = Volume.fromName("books", { createIfMissing: true });

/** Every hour of the morning: seldom more than a glance. */
export const watch = app.function(
  { schedule: new Cron("0 8-11 * * *"), retries: new Retries({ maxRetries: 2 }) },
  async function watch() {
    const dice = Math.random();
    if (dice < 0.7) return dice;
    console.log(`looked at ${new Date().toISOString()}`);
    await sleep(1000 * dice);
    if (dice < 0.8) throw new RangeError("nothing to be seen");
    if (dice < 0.9) return order.spawn("tea", 1 + Math.floor(3 * Math.random()));
    return stock.get("tea", 0);
  },
);

export const order = app.function(
  { retries: 1, maxContainers: 2 },
  async function order(article: string, count: number) {
    await sleep(90_000 * Math.random());
    await stock.put(article, ((await stock.get(article, 0)) ?? 0) + count);
    return count;
  },
);

/** A morning in Berlin, also after its clocks have changed: orders what runs out. */
export const morning = app.function(
  { schedule: new Cron("30 7 * * *", { timezone: "Europe/Berlin" }), retries: 1, timeoutMs: 600_000 },
  async function morning() {
    await Promise.all([order.remote("tea", 2), Math.random() < 0.3 ? order.remote("rice", 1) : undefined]);
  },
);

/** Once a week in New York: writes down what there is. */
export const closing = app.function(
  { schedule: new Cron("0 18 * * fri", { timezone: "America/New_York" }), volumes: { "/books": books }, retries: 1 },
  async function closing() {
    await books.reload();
    const weeks = await readFile("/books/weeks", "utf8").catch(() => "");
    await writeFile("/books/weeks", `${weeks}${new Date().toISOString().slice(0, 10)} ${await stock.get("tea", 0)}\n`);
    await books.commit();
    return weeks.length;
  },
);

/** Takes longer than its interval at times, alone. */
export const count = app.function(
  { schedule: new Period({ hours: 31 }), maxContainers: 1, timeoutMs: 86_400_000 },
  async function count() {
    await sleep(3_600_000 * 40 * Math.random() ** 4);
    for (const article of ["tea", "rice"]) console.log(article, await stock.get(article, 0));
  },
);
