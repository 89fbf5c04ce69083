import { App, Sandbox } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

/* Memory of sandboxes that are alive: `node --expose-gc bench/sandbox-memory.ts`. */

const COUNT = 1000;

await using world = await Emulator.start({ threads: 0 });
await world.within(async () => {
  const app = await App.lookup("bench", { createIfMissing: true });
  const make = async (): Promise<Sandbox> => {
    const sandbox = await Sandbox.create({ app, timeoutMs: 86_400_000 });
    await (await sandbox.exec("true")).wait();
    return sandbox;
  };
  await make();
  globalThis.gc?.();
  const before = process.memoryUsage();
  const alive: Sandbox[] = [];
  for (let count = 0; count < COUNT; count++) alive.push(await make());
  globalThis.gc?.();
  const after = process.memoryUsage();
  const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  console.log(
    `${alive.length} sandboxes alive: ${megabytes(after.heapUsed - before.heapUsed)} of heap, ${megabytes(after.rss - before.rss)} resident`,
  );
});
