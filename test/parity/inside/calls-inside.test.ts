// Modal: docs/modal/calling.md#remote
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import {
  App,
  DeadlockError,
  Function_,
  FunctionCall,
  FunctionTimeoutError,
  InputCancellation,
  ModalError,
  NotFoundError,
  RemoteError,
  TimeoutError,
} from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { START } from "../../support/elapsed.js";

const app = new App("calls-inside");

const nap = app.function({}, async function nap(ms: number) {
  await sleep(ms);
  return ms;
});
const fails = app.function({}, async function fails(message: string) {
  throw new RangeError(message);
});
const hasty = app.function({ timeoutMs: 1000 }, async function hasty() {
  await sleep(60_000);
});
const ticking = app.function({}, async function* ticking() {
  try {
    for (let i = 0; ; i++) {
      yield i;
      await sleep(1000);
    }
  } finally {
    console.log("closed");
  }
});

/** What a rejection is, as seen where it is caught. */
async function kindOf(promise: Promise<unknown>): Promise<string> {
  const classes = {
    DeadlockError,
    FunctionTimeoutError,
    InputCancellation,
    NotFoundError,
    RangeError,
    RemoteError,
    TimeoutError,
    ModalError,
  };
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const own = Object.entries(classes).filter(([, known]) => error instanceof known);
  return own.map(([name]) => name).join(" ");
}

const catches = app.function({}, async function catches() {
  const slow = await nap.spawn(60_000);
  const timedOut = kindOf(slow.get({ timeoutMs: 2000 }));
  const kinds = [await kindOf(fails.remote("no")), await kindOf(hasty.remote()), await timedOut, Date.now() - START];
  await slow.cancel();
  kinds.push(
    await kindOf(slow.get()),
    await kindOf(Function_.fromName("nobody", "nothing").remote()),
    await kindOf(FunctionCall.fromId("fc-0").get()),
  );
  return kinds;
});
const breaksMap = app.function({}, async function breaksMap() {
  for await (const ms of nap.map([10, 5000])) return [ms, Date.now() - START];
  return [];
});
const catchesInMap = app.function({}, async function catchesInMap() {
  const results = await Array.fromAsync(fails.map(["a", "b"], { returnExceptions: true }));
  return results.map((error: unknown) => error instanceof RangeError && error.message);
});
const breaksGenerator = app.function({}, async function breaksGenerator() {
  const seen: number[] = [];
  for await (const i of ticking.remoteGen()) {
    seen.push(i);
    if (i === 2) break;
  }
  return [seen, Date.now() - START];
});
const mapsForEver = app.function({}, async function mapsForEver() {
  try {
    for await (const ms of nap.map([60_000, 60_000])) void ms;
  } finally {
    console.log("stopped mapping");
  }
});
const iteratesForEver = app.function({}, async function iteratesForEver() {
  try {
    for await (const i of ticking.remoteGen()) void i;
  } finally {
    console.log("stopped iterating");
  }
});
const gathers = app.function({}, async function gathers() {
  const calls = [await nap.spawn(3000), await nap.spawn(1000)];
  const both = await FunctionCall.gather(...calls);
  return [both, Date.now() - START];
});
const races = app.function({}, async function races() {
  const first = await Promise.race([nap.remote(3000), nap.remote(1000), sleep(2000).then(() => "slept")]);
  return [first, Date.now() - START];
});
const ticksOn = app.function({ scaledownWindowMs: 5000 }, async function ticksOn() {
  setInterval(() => console.log("tick"), 1000);
});

const texts = (world: Emulator): string[] => [...world.logs].map(({ message }) => message);

describe.each([0, 1])("inside a function (threads: %i)", (threads) => {
  test("errors of calls are of the classes that the module imports", async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => catches.remote())).toEqual([
      "RangeError",
      "FunctionTimeoutError TimeoutError ModalError",
      "TimeoutError ModalError",
      2000,
      "RemoteError ModalError",
      "NotFoundError ModalError",
      "NotFoundError ModalError",
    ]);
  });

  test("a map can be left early; what was sent goes on", async () => {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      expect(await breaksMap.remote()).toEqual([10, 10]);
      await world.clock.runUntilIdle();
      expect(world.clock.now() - START).toBe(5000);
    });
  });

  test("a map gives errors in place of results", async () => {
    await using world = await Emulator.start({ threads });
    expect(await world.run(app, () => catchesInMap.remote())).toEqual(["a", "b"]);
  });

  test("a generator can be left early: it is cancelled where it sleeps", async () => {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      expect(await breaksGenerator.remote()).toEqual([[0, 1, 2], 2000]);
      await world.clock.runUntilIdle();
      expect(texts(world)).toEqual(["closed"]);
      expect(world.clock.now() - START).toBe(2000);
      expect(world.containers(ticking)).toMatchObject([{ stoppedAt: null }]);
    });
  });

  test("cancelling ends a map that it iterates, and the map's inputs with it", async () => {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      const call = await mapsForEver.spawn();
      await world.clock.advance(1000);
      await call.cancel();
      await world.clock.runUntilIdle();
      expect(texts(world)).toEqual(["stopped mapping"]);
      expect(world.clock.now() - START).toBe(1000);
    });
    expect(world.events.of("input.ended").map(({ status }) => status)).toEqual([
      "TERMINATED",
      "TERMINATED",
      "TERMINATED",
    ]);
  });

  test("cancelling ends a generator that it iterates", async () => {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      const call = await iteratesForEver.spawn();
      await world.clock.advance(1500);
      await call.cancel();
      await world.clock.runUntilIdle();
      expect(texts(world).toSorted()).toEqual(["closed", "stopped iterating"]);
      expect(world.clock.now() - START).toBe(1500);
    });
  });

  test("calls can be gathered, and raced with timers", async () => {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => expect(await gathers.remote()).toEqual([[3000, 1000], 3000]));
    await using other = await Emulator.start({ threads });
    await other.run(app, async () => expect(await races.remote()).toEqual([1000, 1000]));
  });
});

describe("what a container does by itself", () => {
  test("ends with it", async ({ world }) => {
    await world.run(app, async () => {
      await ticksOn.remote();
      await world.clock.advance({ minutes: 1 });
      expect(world.containers(ticksOn)).toMatchObject([{ stoppedAt: START + 5000 }]);
      expect(texts(world).length).toBeGreaterThanOrEqual(4);
      expect(texts(world).length).toBeLessThanOrEqual(5);
    });
  });
});

describe("a mocked function", () => {
  test("can be cancelled while its stand-in runs", async ({ world }) => {
    world.mock(nap, () => world.clock.sleep(60_000).then(() => 0));
    await world.run(app, async () => {
      const call = await nap.spawn(1);
      await world.clock.advance(1000);
      await call.cancel();
      expect(await kindOf(call.get())).toBe("RemoteError ModalError");
    });
  });

  test("that is a generator can be left early", async ({ world }) => {
    let made = 0;
    world.mock(ticking, async function* () {
      for (made = 0; ; made++) {
        yield made;
        await world.clock.sleep(1000);
      }
    });
    await world.run(app, async () => {
      for await (const i of ticking.remoteGen()) if (i === 2) break;
      expect(world.clock.now() - START).toBe(2000);
      await world.clock.advance(10_000);
      expect(made).toBe(3);
    });
  });
});
