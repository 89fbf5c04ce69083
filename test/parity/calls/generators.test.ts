// Modal: docs/modal/generators.md
import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { App, FunctionTimeoutError, InvalidError, SerializationError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import type { Emulator } from "modal-emulator/emulator";
import { expectRejection } from "../../support/expect-error.js";
import { START } from "../../support/elapsed.js";

const app = new App("generators");
const count = app.function({}, function* count(n: number) {
  for (let i = 0; i < n; i++) yield i;
});
const ticking = app.function({}, async function* ticking(n: number, everyMs: number) {
  for (let i = 0; i < n; i++) {
    await sleep(everyMs);
    yield i;
  }
});
const broken = app.function({}, async function* broken() {
  yield "first";
  yield "second";
  throw new RangeError("out of items");
});
const endless = app.function({}, async function* endless() {
  try {
    for (let i = 0; ; i++) {
      if (i % 512 === 0) console.log(`made ${i}`);
      yield i;
    }
  } finally {
    console.log("closed");
  }
});
const slowAfter = app.function({}, async function* slowAfter() {
  try {
    yield "now";
    await waitForOther.remote();
    yield "never";
  } finally {
    console.log("closed");
  }
});
const waitForOther = app.function({}, async function waitForOther() {
  await sleep(60_000);
});
const endsLate = app.function({ timeoutMs: 5000 }, async function* endsLate() {
  for (let i = 0; ; i++) {
    yield i;
    await sleep(2000);
  }
});
const forgotten = app.function({ name: "forgotten" }, (n: number) => count.local(n));
const declared = app.function({ name: "declared", isGenerator: true }, (n: number) => count.local(n));
const lying = app.function({ name: "lying", isGenerator: true }, () => 5 as unknown as Generator<number>);
const uncloneable = app.function({}, function* uncloneable() {
  yield 1;
  yield (() => 2) as unknown as number;
});
const caller = app.function({}, async function caller(n: number) {
  const items: number[] = [];
  for await (const item of count.remoteGen(n)) items.push(item);
  return items;
});
const returning = app.function({}, async function* returning() {
  yield 1;
  return "not an item";
});
const items = app.function({}, async function* items() {
  const item = { n: 0 };
  yield item;
  item.n = 1;
  yield item;
});

const texts = (world: Emulator): string[] => [...world.logs].map(({ message }) => message);

describe("remoteGen", () => {
  test("yields the items in order, of synchronous and asynchronous generators", async ({ world }) => {
    expect(await world.run(app, () => Array.fromAsync(count.remoteGen(4)))).toEqual([0, 1, 2, 3]);
    expect(await world.run(app, () => Array.fromAsync(ticking.remoteGen(3, 10)))).toEqual([0, 1, 2]);
    expect(await world.run(app, () => Array.fromAsync(count.remoteGen(0)))).toEqual([]);
  });

  test("starts at the first iteration only", async ({ world }) => {
    await world.run(app, async () => {
      const numbers = count.remoteGen(2);
      await world.clock.advance(1000);
      expect(world.events.of("call.created")).toEqual([]);
      expect(await numbers.next()).toEqual({ done: false, value: 0 });
      expect(world.events.of("call.created")).toMatchObject([{ kind: "generator" }]);
    });
  });

  test("delivers each item when it is yielded, on virtual time", async ({ world }) => {
    await world.run(app, async () => {
      const seen: [number, number][] = [];
      for await (const item of ticking.remoteGen(3, 1000)) seen.push([item, world.clock.now() - START]);
      expect(seen).toEqual([
        [0, 1000],
        [1, 2000],
        [2, 3000],
      ]);
    });
  });

  test("gives items as they were when they were yielded", async ({ world }) => {
    expect(await world.run(app, () => Array.fromAsync(items.remoteGen()))).toEqual([{ n: 0 }, { n: 1 }]);
  });

  test("does not yield what the generator returns", async ({ world }) => {
    expect(await world.run(app, () => Array.fromAsync(returning.remoteGen()))).toEqual([1]);
  });

  test("works inside a function", async ({ world }) => {
    expect(await world.run(app, () => caller.remote(3))).toEqual([0, 1, 2]);
  });

  test("of many items loses none", async ({ world }) => {
    const numbers = await world.run(app, () => Array.fromAsync(count.remoteGen(5000)));
    expect(numbers).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });
});

describe("an error midway", () => {
  test("comes after the items that were yielded before it", async ({ world }) => {
    await world.run(app, async () => {
      const seen: string[] = [];
      await expectRejection(
        async () => {
          for await (const item of broken.remoteGen()) seen.push(item);
        },
        RangeError,
        "out of items",
      );
      expect(seen).toEqual(["first", "second"]);
    });
  });

  test("may be an item that cannot cross", async ({ world }) => {
    await expectRejection(
      () => world.run(app, () => Array.fromAsync(uncloneable.remoteGen())),
      SerializationError,
      "item",
      "function",
    );
  });

  test("may be the time limit, which holds for the whole stream", async ({ world }) => {
    await world.run(app, async () => {
      const seen: number[] = [];
      await expectRejection(
        async () => {
          for await (const item of endsLate.remoteGen()) seen.push(item);
        },
        FunctionTimeoutError,
        "endsLate",
        "hit its timeout of 5s",
      );
      expect(seen).toEqual([0, 1, 2]);
    });
  });
});

describe("a consumer that turns away", () => {
  test("cancels the generator: its finally block runs, its container survives", async ({ world }) => {
    await world.run(app, async () => {
      for await (const item of slowAfter.remoteGen()) {
        expect(item).toBe("now");
        break;
      }
      await world.clock.runUntilIdle();
      expect(texts(world)).toEqual(["closed"]);
      expect(world.containers(slowAfter)).toMatchObject([{ stoppedAt: null }]);
    });
    expect(world.events.of("input.ended").map(({ status }) => status)).toContain("TERMINATED");
  });

  test("cancels an endless generator that waits for its consumer", async ({ world }) => {
    await world.run(app, async () => {
      for await (const item of endless.remoteGen()) if (item === 3) break;
      await world.clock.runUntilIdle();
    });
    expect(world.events.of("input.ended")).toMatchObject([{ status: "TERMINATED" }]);
    expect(texts(world)).toContain("closed");
  });
});

describe("back-pressure", () => {
  test("an endless generator is at most 1,024 items ahead", async ({ world }) => {
    await world.run(app, async () => {
      const numbers = endless.remoteGen();
      await numbers.next();
      await world.clock.advance({ hours: 0, minutes: 1 });
      expect(texts(world)).toEqual(["made 0", "made 512", "made 1024"]); // the consumer has taken one
      await numbers.return();
    });
  });
});

describe("a function that returns a generator without being one", () => {
  test("is an InvalidError that names isGenerator", async ({ world }) => {
    await expectRejection(
      // @ts-expect-error the type knows it for a generator
      () => world.run(app, () => forgotten.remote(3)),
      InvalidError,
      "forgotten",
      "isGenerator: true",
    );
  });

  test("is a generator with isGenerator: true", async ({ world }) => {
    expect(await world.run(app, () => Array.fromAsync(declared.remoteGen(3)))).toEqual([0, 1, 2]);
  });

  test("with isGenerator: true must return something that can be iterated", async ({ world }) => {
    await expectRejection(() => world.run(app, () => Array.fromAsync(lying.remoteGen())), InvalidError, "iterated");
  });
});
