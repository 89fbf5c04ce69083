import { readdirSync } from "node:fs";
import { App } from "modal-emulator";
import { modalClient } from "modal-emulator/client";
import { Emulator } from "modal-emulator/emulator";

/** Opens and closes worlds, and prints what the process holds after a quarter of them and after all. Needs `--expose-gc`. */
export const app = new App("many-worlds");

export const work = app.function({ maxContainers: 2 }, async function work(n: number) {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return n;
});
export const endless = app.function(async function endless() {
  await new Promise(() => undefined);
});

async function openAndClose(seed: number): Promise<void> {
  await using world = await Emulator.start({ seed, threads: seed % 3 });
  await world.run(app, async () => {
    await Array.fromAsync(work.map([1, 2, 3]));
    if (seed % 2 === 0) await endless.spawn(); // still there when the world is closed
  });
}

/** Worlds that Modal's own client uses, in this process and by a port. */
async function useByClients(seed: number): Promise<void> {
  await using world = await Emulator.start({ seed, threads: 0 });
  const modal = await modalClient(world);
  await modal.queues.ephemeral(); // still there when the world is closed
  const own = await modal.apps.fromName("own", { createIfMissing: true });
  const sandbox = await modal.sandboxes.create(own, modal.images.fromRegistry("debian:12"));
  await (await sandbox.exec(["true"])).wait();
  await world.listen();
}

interface Holding {
  readonly threads: number;
  readonly resources: readonly string[];
  readonly heapKb: number;
}

async function holding(): Promise<Holding> {
  for (let pass = 0; pass < 5; pass++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  const threads = process.platform === "linux" ? readdirSync("/proc/self/task").length : 0;
  return {
    threads,
    resources: process.getActiveResourcesInfo().toSorted(),
    heapKb: process.memoryUsage().heapUsed / 1024,
  };
}

if (import.meta.main) {
  const [, , count, by] = process.argv;
  const worlds = Number(count);
  const held: Holding[] = [];
  for (let opened = 1; opened <= worlds; opened++) {
    await (by === "clients" ? useByClients : openAndClose)(opened);
    if (opened === worlds / 4 || opened === worlds) held.push(await holding());
  }
  console.log(JSON.stringify(held));
}
