import { setImmediate } from "node:timers/promises";
import { App, ClientClosed } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("close");

const wait = app.function(async function wait(ms: number) {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return ms;
});
const never = app.function(async function never() {
  await new Promise(() => {});
});

/** What `threads: 0` routes to containers while a world has any in the host's thread. */
function globals(): unknown[] {
  return [
    Date,
    setTimeout,
    clearInterval,
    fetch,
    Math.random,
    crypto.randomUUID,
    performance.now,
    console.log,
    process.emit,
    process.exit,
    AbortSignal.timeout,
  ];
}

describe("closing a world", () => {
  for (const threads of [0, 1]) {
    test(`leaves no globals changed, whenever it happens, with ${threads} threads`, async () => {
      const before = globals();
      for (let turns = 0; turns < 12; turns++) {
        const world = await Emulator.start({ threads });
        const outcome = world.run(app, () => wait.remote(1000)).catch((error: unknown) => error);
        for (let turn = 0; turn < turns; turn++) await setImmediate();
        await world.close();
        expect([1000, expect.any(ClientClosed)]).toContainEqual(await outcome);
        await setImmediate();
        expect(globals()).toEqual(before);
      }
    });

    test(`rejects what waits with ClientClosed, and nothing else, with ${threads} threads`, async () => {
      const world = await Emulator.start({ threads });
      const outcome = world.run(app, () => Promise.all([never.remote(), world.hold(() => world.close())]));
      await expect(outcome).rejects.toBeInstanceOf(ClientClosed);
    });

    test(`does not fail the block that it happens in, with ${threads} threads`, async () => {
      const world = await Emulator.start({ threads });
      const result = await world.run(app, async () => {
        const waited = await wait.remote(5);
        await world.close();
        return waited;
      });
      expect(result).toBe(5);
    });
  }
});
