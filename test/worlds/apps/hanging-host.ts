import { Worker, workerData } from "node:worker_threads";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

export const app = new App("hanging-host");

function loop(): never {
  while (true) {}
}

/** Ways of never coming back, most of them in the middle of a callback of Node's. */
export const callbacks: Readonly<Record<string, () => void>> = {
  await: () => void Promise.resolve().then(loop),
  "Atomics.wait": () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  "process.nextTick": () => process.nextTick(loop),
  ticks: () => {
    const again = (): void => process.nextTick(again);
    again();
  },
  setTimeout: () => void setTimeout(loop, 1),
  queueMicrotask: () => queueMicrotask(loop),
};
export const hangIn = app.function(async function hangIn(name: string): Promise<void> {
  callbacks[name]?.();
  await new Promise((resolve) => setTimeout(resolve, 1000));
});
export const calm = app.function(async function calm(x: number): Promise<number> {
  return x + 1;
});

/** What comes of it, in this thread. */
export async function outcome(name: string): Promise<unknown[]> {
  await using world = await Emulator.start({ threads: 0, watchdogMs: 500 });
  return await world.run(app, async () => [
    await hangIn.remote(name).catch((error: unknown) => String(error)),
    await calm.remote(1),
  ]);
}

/** Run by itself: a process may end by it. */
if (import.meta.main || workerData === "hang") {
  const [where, name = ""] = process.argv.slice(2);
  if (where === "worker") {
    const worker = new Worker(new URL(import.meta.url), { argv: ["here", name], workerData: "hang" });
    worker.on("exit", (code) => process.exit(code));
  } else console.log(JSON.stringify(await outcome(name)));
}
