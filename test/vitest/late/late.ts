import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { App, Queue } from "modal-emulator";
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

for (const threads of [0, 1])
  describe.concurrent(`${threads} threads`, () => {
    test.override({ worldOptions: { threads, watchdogMs: Number.POSITIVE_INFINITY } });
    test(`real ${threads}`, ({ world }) => world.run(app, () => real.remote()));
    test(`mocked ${threads}`, async ({ world }) => {
      world.mock(mocked, () => never as Promise<void>);
      await world.run(app, () => caller.remote());
    });
    if (threads > 0) test("spin", ({ world }) => world.run(app, () => spin.remote()));
    test(`taker ${threads}`, async ({ world, expect }) => {
      await world.run(app, () => taker.spawn(), { detach: true });
      await world.clock.advance(1);
      expect(taker).toHaveSucceeded();
    });
  });
