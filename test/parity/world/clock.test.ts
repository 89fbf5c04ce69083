import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import { App, DeadlockError, InvalidError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";
import { elapsed, START } from "../../support/elapsed.js";

const app = new App("clock");
const nap = app.function({}, async function nap(ms: number) {
  await sleep(ms);
  return ms;
});
const double = app.function({}, async function double(x: number) {
  return 2 * x;
});
const background = app.function({}, async function background() {
  setInterval(() => console.log("tick"), 1000);
  return "started";
});
const retried = app.function({ retries: 1 }, async function retried() {
  throw new Error("no");
});

describe("the clock of a world", () => {
  test("begins at 2026-01-01T00:00:00Z, or where it is told to", async ({ world }) => {
    expect(world.clock.now()).toBe(START);
    await using other = await Emulator.start({ startTime: "2030-02-03T04:05:06Z" });
    expect(new Date(other.clock.now()).toISOString()).toBe("2030-02-03T04:05:06.000Z");
    await using dated = await Emulator.start({ startTime: new Date(86_400_000) });
    expect(dated.clock.now()).toBe(86_400_000);
  });

  test("stands still while nobody waits", async ({ world }) => {
    await world.run(app, async () => {
      await nap.spawn(1000);
      await double.remote(1);
      expect(elapsed(world)).toBe(0);
    });
  });

  test("moves while a call waits, to the very end of the wait", async ({ world }) => {
    await world.run(app, () => nap.remote(86_400));
    expect(elapsed(world)).toBe(86_400);
  });
});

describe("advance", () => {
  test("takes milliseconds, or parts", async ({ world }) => {
    await world.clock.advance(5);
    expect(elapsed(world)).toBe(5);
    await world.clock.advance({ days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 });
    expect(elapsed(world)).toBe(5 + 86_400_000 + 7_200_000 + 180_000 + 4000 + 5);
    await world.clock.advance({ weeks: 1 });
    expect(elapsed(world)).toBe(10 + 86_400_000 + 7_200_000 + 180_000 + 4000 + 604_800_000);
  });

  test("fires everything that is due on the way, the end included", async ({ world }) => {
    await world.run(app, async () => {
      await nap.spawnMap([500, 1000, 1001]);
      await world.clock.advance(1000);
      expect(world.events.of("input.ended").map(({ at }) => at - START)).toEqual([500, 1000]);
    });
  });

  test("fires what comes of it, too", async ({ world }) => {
    await world.run(app, async () => {
      await retried.spawn();
      await world.clock.advance(1000);
      expect(world.events.of("input.ended")).toMatchObject([{ status: "FAILURE", at: START + 1000 }]);
    });
  });

  test("side by side ends each at its own time", async ({ world }) => {
    const ends: string[] = [];
    await Promise.all([
      world.clock.advance(2000).then(() => ends.push("long")),
      world.clock.advance(1000).then(() => ends.push("short")),
    ]);
    expect(ends).toEqual(["short", "long"]);
    expect(elapsed(world)).toBe(2000);
  });

  test("refuses what is no duration", async ({ world }) => {
    await expectRejection(async () => world.clock.advance(-1), InvalidError, "negative");
    await expectRejection(async () => world.clock.advance(Number.NaN), InvalidError, "finite");
    // @ts-expect-error no unit
    await expectRejection(async () => world.clock.advance({ fortnights: 1 }), InvalidError, "fortnights", "weeks");
  });
});

describe("advanceTo", () => {
  test("takes a date, a text or an instant", async ({ world }) => {
    await world.clock.advanceTo("2026-01-02T00:00:00Z");
    expect(elapsed(world)).toBe(86_400_000);
    await world.clock.advanceTo(new Date(START + 2 * 86_400_000));
    expect(elapsed(world)).toBe(2 * 86_400_000);
    await world.clock.advanceTo(START + 3 * 86_400_000);
    expect(elapsed(world)).toBe(3 * 86_400_000);
  });

  test("to now is fine; to the past is an InvalidError that tells both", async ({ world }) => {
    await world.clock.advance({ days: 1 });
    await world.clock.advanceTo(world.clock.now());
    await expectRejection(
      () => world.clock.advanceTo("2026-01-01T00:00:00Z"),
      InvalidError,
      "2026-01-01T00:00:00.000Z",
      "2026-01-02T00:00:00.000Z",
    );
  });

  test("refuses what is no date", async ({ world }) => {
    await expectRejection(() => world.clock.advanceTo("tomorrow"), InvalidError, '"tomorrow"');
  });
});

describe("sleep", () => {
  test("resolves after its time, and before containers scale down in the same instant", async ({ world }) => {
    await world.run(app, async () => {
      await double.remote(1);
      await world.clock.sleep(60_000);
      expect(world.containers(double)).toMatchObject([{ stoppedAt: null }]);
      await double.remote(1);
    });
    expect(world.containers(double)).toHaveLength(1);
  });
});

describe("runUntilIdle", () => {
  test("runs until no work is left, and not on for scale-downs", async ({ world }) => {
    await world.run(app, async () => {
      await nap.spawnMap([1000, 5000]);
      await retried.spawn();
      await world.clock.runUntilIdle();
      expect(elapsed(world)).toBe(5000);
      expect(world.events.of("input.ended")).toHaveLength(3);
      expect(world.containers(nap).every(({ stoppedAt }) => stoppedAt === null)).toBe(true);
    });
  });

  test("resolves at once in a world without work", async ({ world }) => {
    await world.clock.runUntilIdle();
    expect(elapsed(world)).toBe(0);
  });

  test("is not kept by what an idle container does by itself", async ({ world }) => {
    await world.run(app, async () => {
      expect(await background.remote()).toBe("started");
      await world.clock.runUntilIdle();
      expect(elapsed(world)).toBe(0);
      await world.clock.advance(3000);
      expect([...world.logs].filter(({ message }) => message === "tick")).toHaveLength(3);
    });
  });
});

describe("pending", () => {
  test("tells what is due when and for whom, in order", async ({ world }) => {
    await world.run(app, async () => {
      await nap.spawn(90_000);
      await retried.spawn();
      await world.clock.advance(500);
      const pending = world.clock.pending();
      expect(pending.map(({ at }) => at - START).toSorted((a, b) => a - b)).toEqual(
        pending.map(({ at }) => at - START),
      );
      expect(pending).toEqual(
        expect.arrayContaining([
          { at: START + 1000, what: expect.stringMatching(/^retry 1 of input in-\w+ of `retried`$/) as unknown },
          { at: START + 90_000, what: expect.stringMatching(/^timer in container ta-\w+ of `nap`$/) as unknown },
          { at: START + 300_000, what: expect.stringMatching(/^time limit of input in-\w+ of `nap`$/) as unknown },
        ]),
      );
    });
  });

  test("is empty in a fresh world", ({ world }) => {
    expect(world.clock.pending()).toEqual([]);
  });
});

describe("hold", () => {
  test("stops rounds and time while its body runs, and returns what that returns", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(1000);
      const result = call.get();
      const events = await world.hold(async () => {
        const before = world.events.length;
        for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
        return world.events.length - before;
      });
      expect(events).toBe(0);
      expect(elapsed(world)).toBe(0);
      expect(await result).toBe(1000);
    });
  });

  test("goes on after its body has thrown", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(() => world.hold(() => Promise.reject(new RangeError("mine"))), RangeError, "mine");
      expect(await double.remote(2)).toBe(4);
    });
  });

  test("may be nested", async ({ world }) => {
    await world.run(app, async () => {
      const result = nap.remote(1000);
      await world.hold(async () => {
        await world.hold(async () => {});
        for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
        expect(elapsed(world)).toBe(0);
      });
      expect(await result).toBe(1000);
    });
  });
});

describe("a host call that nothing can answer", () => {
  test("is a DeadlockError that says what waits for what: a map whose inputs never come", async ({ world }) => {
    async function* never(): AsyncGenerator<number> {
      await new Promise(() => undefined);
      yield 1;
    }
    await expectRejection(
      () => world.run(app, () => Array.fromAsync(double.map(never()))),
      DeadlockError,
      "Nothing can make progress",
      "the host waits for the next input of its map, which the iterable has not produced",
    );
  });

  test("does not end what else runs: the map's earlier results came", async ({ world }) => {
    async function* one(): AsyncGenerator<number> {
      yield 21;
      await new Promise(() => undefined);
    }
    const seen: number[] = [];
    await expectRejection(
      () =>
        world.run(app, async () => {
          for await (const result of double.map(one())) seen.push(result);
        }),
      DeadlockError,
    );
    expect(seen).toEqual([42]);
  });

  test("leaves the world usable", async ({ world }) => {
    async function* never(): AsyncGenerator<number> {
      await new Promise(() => undefined);
      yield 1;
    }
    await world.run(app, async () => {
      await expectRejection(() => Array.fromAsync(double.map(never())), DeadlockError);
      expect(await double.remote(2)).toBe(4);
    });
  });
});

describe("the options of a world", () => {
  test("are checked", async () => {
    // @ts-expect-error unknown
    await expectRejection(() => Emulator.start({ thread: 1 }), InvalidError, 'Did you mean "threads"?');
    await expectRejection(() => Emulator.start({ threads: -1 }), InvalidError, "threads", "-1");
    await expectRejection(() => Emulator.start({ coldStartMs: -1 }), InvalidError, "coldStartMs");
    await expectRejection(() => Emulator.start({ startTime: "yesterday" }), InvalidError, "yesterday");
    await expectRejection(() => Emulator.start({ seed: Number.NaN }), InvalidError, "seed");
    // @ts-expect-error unknown
    await expectRejection(() => Emulator.start({ isolation: "process" }), InvalidError, "isolation", "realm");
    await expectRejection(() => Emulator.start({ environment: "x" }), InvalidError, "x");
  });

  test("a seed may be a text", async () => {
    await using world = await Emulator.start({ seed: "autumn" });
    expect(world.seed).toBe("autumn");
    expect(await world.run(app, () => double.remote(2))).toBe(4);
  });
});

describe("the event log", () => {
  test("is the same for the same program and seed, whatever the threads, and another for another seed", async () => {
    const run = async (options: { seed: number; threads: number }): Promise<string> => {
      await using world = await Emulator.start(options);
      await world.run(app, async () => {
        await nap.forEach([30, 20, 10, 20]);
        await retried.remote().catch(() => undefined);
      });
      return JSON.stringify([...world.events]);
    };
    const first = await run({ seed: 5, threads: 0 });
    expect(await run({ seed: 5, threads: 0 })).toBe(first);
    expect(await run({ seed: 5, threads: 1 })).toBe(first);
    expect(await run({ seed: 5, threads: 2 })).toBe(first);
    expect(await run({ seed: 6, threads: 0 })).not.toBe(first);
  });

  test("is numbered, in time, and can be listened to", async ({ world }) => {
    const heard: number[] = [];
    world.events.subscribe(({ seq }) => heard.push(seq));
    await world.run(app, () => nap.remote(10));
    const events = [...world.events];
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index));
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(heard).toEqual(events.slice(1).map(({ seq }) => seq));
  });

  test("cannot be asked with a function that is none", ({ world }) => {
    expectError(() => world.calls("double"), InvalidError, "app/name");
  });
});
