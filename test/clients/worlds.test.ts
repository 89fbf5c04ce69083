import { setImmediate } from "node:timers/promises";
import { controlPlane, modalClient } from "modal-emulator/client";
import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";

/** What nobody has caught while `body` ran. */
async function uncaughtIn(body: () => Promise<void>): Promise<unknown[]> {
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", note);
  try {
    await body();
    await setImmediate(); // Node reports them after the microtasks
    return uncaught;
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
}

test("signs of life of ephemeral objects end quietly with their world", async () => {
  const uncaught = await uncaughtIn(async () => {
    const world = await Emulator.start({ threads: 0 });
    const modal = await modalClient(world);
    await Promise.all([modal.queues.ephemeral(), modal.volumes.ephemeral()]); // the first is on its way by now
    await world.close();
    for (const method of ["queueHeartbeat", "volumeHeartbeat"] as const) await modal.cpClient[method]({});
  });
  expect(uncaught).toEqual([]);
});

test("a client outlives its world, and says so", async () => {
  const world = await Emulator.start({ threads: 0 });
  const modal = await modalClient(world);
  const queue = await modal.queues.fromName("q", { createIfMissing: true });
  await world.close();
  await expect(queue.len()).rejects.toThrow("The world of this client is closed");
  await expect(modalClient(world)).rejects.toThrow("modalClient: this world is closed.");
});

test.each([
  [undefined, /got undefined\.$/],
  [{}, /got .*\.$/],
  [Promise.resolve(), /Await `Emulator\.start` first\.$/],
])("%s is no world", async (value, message) => {
  for (const make of [modalClient, controlPlane]) await expect(make(value as never)).rejects.toThrow(message);
});
