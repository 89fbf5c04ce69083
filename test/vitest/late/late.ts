import { execFile } from "node:child_process";
import { setImmediate as immediate } from "node:timers/promises";
import { promisify } from "node:util";
import { App, Queue } from "modal-emulator";
import type { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { describe } from "vitest";

const app = new App("late");
const never = new Promise(() => undefined);

const spin = app.function({ retries: 2 }, async function spin() {
  console.log("before the loop");
  for (;;);
});
const real = app.function({}, async function real() {
  console.log("before the process");
  await promisify(execFile)(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
});
const mocked = app.function({}, async function mocked() {});
const caller = app.function({}, async function caller() {
  await mocked.remote();
});
const taker = app.function({}, async function taker() {
  await Queue.fromName("line", { createIfMissing: true }).get();
});

/** Fails as soon as a container has written something, while it goes on. */
async function untilWritten(world: Emulator): Promise<never> {
  while (world.logs.underWay({ all: true }).length === 0) await immediate();
  throw new Error("too long");
}

for (const threads of [0, 1])
  describe.concurrent(`${threads} threads`, () => {
    test.override({ worldOptions: { threads, watchdogMs: Number.POSITIVE_INFINITY } });
    test(`real ${threads}`, ({ world }) => Promise.race([world.run(app, () => real.remote()), untilWritten(world)]));
    test(`mocked ${threads}`, async ({ world }) => {
      const { promise, reject } = Promise.withResolvers<never>();
      world.mock(mocked, () => {
        reject(new Error("too long"));
        return never;
      });
      await Promise.race([world.run(app, () => caller.remote()), promise]);
    });
    if (threads > 0)
      test("spin", ({ world }) => Promise.race([world.run(app, () => spin.remote()), untilWritten(world)]));
    if (threads === 0)
      test("in time", { timeout: 5000 }, async ({ world }) => {
        world.mock(mocked, () => never as Promise<void>);
        await world.run(app, () => caller.remote());
      });
    test(`taker ${threads}`, async ({ world, expect }) => {
      await world.run(app, () => taker.spawn(), { detach: true });
      await world.clock.advance(1);
      expect(taker).toHaveSucceeded();
    });
  });
