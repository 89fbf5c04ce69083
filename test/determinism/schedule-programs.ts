import { App, Cron, Dict, Period, Retries } from "modal-emulator";
import { setTimeout as sleep } from "node:timers/promises";

export const app = new App("schedule-programs");

const shared: Dict<number, string> = Dict.fromName("shared", { createIfMissing: true });
let fires = 0;

/** Most of its calls want nothing: a container may take many of them in one go. Some do everything that ends that. */
export const minutely = app.function({ schedule: new Cron("* * * * *"), retries: 1 }, async function minutely() {
  fires++;
  const dice = Math.random();
  if (dice < 0.6) return fires;
  await Promise.resolve();
  if (dice < 0.8) console.log(`fire ${fires} at ${new Date().toISOString()}`);
  else if (dice < 0.84) await new Promise((resolve) => setImmediate(resolve));
  else if (dice < 0.87) await sleep(1000 * Math.random());
  else if (dice < 0.9) await sleep(100_000);
  else if (dice < 0.92) throw new RangeError(`fire ${fires}`);
  else if (dice < 0.94) await shared.put("last", fires);
  else if (dice < 0.96) setTimeout(() => console.log("later"), 30_000);
  else if (dice < 0.97) void sleep(90_000).then(() => console.log("much later"));
  else if (dice < 0.98) process.nextTick(() => process.nextTick(() => console.log("ticked")));
  else if (dice < 0.983) void Promise.reject(new Error(`nobody catches ${fires}`));
  else if (dice < 0.985) process.exit(1);
  else return { an: "object", of: [fires] };
  return fires;
});

export const hourly = app.function(
  { schedule: new Cron("0 * * * *", { timezone: "Europe/Berlin" }), retries: new Retries({ maxRetries: 2 }) },
  async function hourly() {
    if (Math.random() < 0.3) throw new Error("not this hour");
    await minutely.spawn();
    return shared.get("last", 0);
  },
);

export const odd = app.function({ schedule: new Period({ minutes: 97 }), maxContainers: 1 }, async function odd() {
  await sleep(3_600_000 * 2 * Math.random());
});

export const heard = new App("schedule-rejections");

/** Listens for rejections that nobody handles, and makes one now and then. */
export const listening = heard.function({ schedule: new Cron("* * * * *") }, function listening() {
  if (fires === 0)
    process.on("unhandledRejection", (reason) => console.log(`${String(reason)} heard in fire ${fires}`));
  if (++fires % 20 === 0) void Promise.reject(new Error(`${fires}`));
});
