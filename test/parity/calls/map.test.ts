// Modal: docs/modal/maps.md, docs/modal/retries.md#retries-in-maps
import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import {
  App,
  FunctionTimeoutError,
  InputCancellation,
  InvalidError,
  RemoteError,
  SerializationError,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { Emulator } from "modal-emulator/emulator";
import { expectError, expectRejection } from "../../support/expect-error.js";
import { elapsed, START } from "../../support/elapsed.js";

const app = new App("map");
const square = app.function({}, async function square(x: number) {
  return x * x;
});
const add = app.function({}, async function add(a: number, b: number) {
  return a + b;
});
const napFor = app.function({}, async function napFor(ms: number) {
  await sleep(ms);
  return ms;
});
const maybe = app.function({}, async function maybe(x: number) {
  return x % 2 === 0 ? x : undefined;
});
const nap = app.function({ maxContainers: 2 }, async function nap(_x: number) {
  await sleep(1000);
});
/** Fails after as many milliseconds as it is told, or returns. */
const risky = app.function({}, async function risky(ms: number, fails = false) {
  await sleep(ms);
  if (fails) throw new RangeError(`failed after ${ms}`);
  return ms;
});
const hasty = app.function({ timeoutMs: 1000 }, async function hasty(ms: number) {
  await sleep(ms);
  return ms;
});
const nested = app.function({}, async function nested(n: number) {
  const results: number[] = [];
  for await (const result of square.map(Array.from({ length: n }, (_, i) => i))) results.push(result);
  return results;
});
const returnsError = app.function({}, async function returnsError(_x: number) {
  return new TypeError("a value");
});
const cancelsItself = app.function({}, async function cancelsItself(x: number) {
  if (x === 2) throw new InputCancellation("enough");
  return x;
});
/** Fails during the world's first second, if its input is odd. */
const early = app.function({ retries: 2 }, async function early(x: number) {
  if (x % 2 === 1 && Date.now() < START + 1000) throw new Error(`too early for ${x}`);
  return x;
});

const stubborn = app.function({ retries: 2 }, async function stubborn(x: number): Promise<number> {
  throw new Error(`${x} at ${Date.now() - START}`);
});

/** Results with the virtual time at which the consumer got each. */
async function timed(world: Emulator, results: AsyncIterable<unknown>): Promise<[unknown, number][]> {
  const seen: [unknown, number][] = [];
  for await (const result of results) seen.push([result, elapsed(world)]);
  return seen;
}

describe("a map", () => {
  test("does nothing before it is iterated", async ({ world }) => {
    await world.run(app, async () => {
      const results = square.map([1, 2, 3]);
      await world.clock.advance(1000);
      expect(world.events.of("call.created")).toEqual([]);
      expect(await Array.fromAsync(results)).toEqual([1, 4, 9]);
    });
  });

  test("does not even read its inputs before", async ({ world }) => {
    let read = 0;
    function* inputs(): Generator<number> {
      read++;
      yield 1;
    }
    await world.run(app, async () => {
      const results = square.map({ [Symbol.iterator]: inputs });
      expect(read).toBe(0);
      await Array.fromAsync(results);
      expect(read).toBe(1);
    });
  });

  test("that nobody iterates runs nothing at all", async () => {
    await using world = await Emulator.start(); // the fixture's would fail the test
    await world.run(app, () => void square.map([1, 2, 3]));
    expect(world.calls(square)).toEqual([]);
  });

  test("iterated twice runs twice", async ({ world }) => {
    await world.run(app, async () => {
      const results = square.map([1, 2]);
      expect([await Array.fromAsync(results), await Array.fromAsync(results)]).toEqual([
        [1, 4],
        [1, 4],
      ]);
    });
    expect(square).toHaveRun({ times: 4 });
  });

  test("is one call with one input per element, in order", async ({ world }) => {
    await world.run(app, () => Array.fromAsync(square.map([5, 6, 7])));
    expect(world.events.of("call.created")).toMatchObject([{ kind: "map", function: "square" }]);
    expect(world.events.of("input.created").map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  test("runs its inputs in parallel, each in a container", async ({ world }) => {
    await world.run(app, () => Array.fromAsync(napFor.map(Array.from({ length: 100 }, () => 10_000))));
    expect(elapsed(world)).toBe(10_000);
    expect(world.containers(napFor)).toHaveLength(100);
  });

  test("passes copies of its inputs", async ({ world }) => {
    const input = { x: 1 };
    const identity = await world.run(app, () => Array.fromAsync(square.map([input as unknown as number])));
    expect(identity).toEqual([Number.NaN]);
    expect(input).toEqual({ x: 1 });
  });
});

describe("the inputs", () => {
  test("of several lists are zipped, and stop at the shortest", async ({ world }) => {
    expect(await world.run(app, () => Array.fromAsync(add.map([1, 2, 3], [10, 20])))).toEqual([11, 22]);
    expect(add).toHaveRun({ times: 2 });
  });

  test("may be none: an empty list, or no list", async ({ world }) => {
    await world.run(app, async () => {
      expect(await Array.fromAsync(square.map([]))).toEqual([]);
      // @ts-expect-error one list per parameter
      expect(await Array.fromAsync(square.map())).toEqual([]);
      expect(await Array.fromAsync(add.map([1, 2], []))).toEqual([]);
      expect(await Array.fromAsync(square.starmap([]))).toEqual([]);
    });
    expect(world.events.of("input.created")).toEqual([]);
  });

  test("may come from any iterable: sets, maps, generators, typed arrays", async ({ world }) => {
    function* three(): Generator<number> {
      yield* [1, 2, 3];
    }
    await world.run(app, async () => {
      expect(await Array.fromAsync(square.map(new Set([2, 3])))).toEqual([4, 9]);
      expect(await Array.fromAsync(square.map(three()))).toEqual([1, 4, 9]);
      expect(await Array.fromAsync(add.map(new Map([[1, 0]]).keys(), Int8Array.of(4)))).toEqual([5]);
    });
  });

  test("may come from asynchronous iterables, mixed with synchronous ones", async ({ world }) => {
    async function* slowly(): AsyncGenerator<number> {
      for (const x of [1, 2, 3]) {
        await world.clock.sleep(1000);
        yield x;
      }
    }
    await world.run(app, async () => {
      expect(await timed(world, square.map(slowly()))).toEqual([
        [1, 1000],
        [4, 2000],
        [9, 3000],
      ]);
      expect(await Array.fromAsync(add.map(slowly(), [10, 20]))).toEqual([11, 22]);
    });
  });

  test("may be spread: starmap", async ({ world }) => {
    expect(
      await world.run(app, () =>
        Array.fromAsync(
          add.starmap([
            [1, 2],
            [3, 4],
          ]),
        ),
      ),
    ).toEqual([3, 7]);
  });

  test("may be spread from an asynchronous iterable", async ({ world }) => {
    async function* pairs(): AsyncGenerator<[number, number]> {
      yield [1, 2];
      yield [3, 4];
    }
    expect(await world.run(app, () => Array.fromAsync(add.starmap(pairs())))).toEqual([3, 7]);
  });

  test("that are a string, a number or an object are refused, with the list that is meant", () => {
    // @ts-expect-error a string is no list of inputs
    expectError(() => square.map("abc"), InvalidError, "square.map", "a string", '["abc"]');
    // @ts-expect-error a number is none either
    expectError(() => square.map(3), InvalidError, "square.map", "number", "[3]");
    // @ts-expect-error the first of two
    expectError(() => add.map("ab", [1]), InvalidError, "input 1");
    // @ts-expect-error starmap takes a list of lists
    expectError(() => add.starmap("ab"), InvalidError, "add.starmap");
  });

  test("of starmap must be lists themselves", async ({ world }) => {
    await expectRejection(
      // @ts-expect-error rows are lists of arguments
      () => world.run(app, () => Array.fromAsync(square.starmap([1, 2]))),
      InvalidError,
      "starmap",
      "[1]",
    );
  });

  test("that throw while they are read end the map with their error; what was sent goes on", async ({ world }) => {
    function* broken(): Generator<number> {
      yield 1000;
      throw new RangeError("no more");
    }
    async function* brokenLater(): AsyncGenerator<number> {
      yield 1000;
      await world.clock.sleep(10);
      throw new RangeError("no more");
    }
    await world.run(app, async () => {
      await expectRejection(() => Array.fromAsync(napFor.map(broken())), RangeError, "no more");
      await expectRejection(() => Array.fromAsync(napFor.map(brokenLater())), RangeError, "no more");
      await world.clock.runUntilIdle();
    });
    expect(world.events.of("input.ended").map(({ status }) => status)).toContain("SUCCESS");
    expect(world.events.of("input.ended").map(({ status }) => status)).not.toContain("TERMINATED");
  });

  test("that cannot cross are a SerializationError at the map, naming the place", async ({ world }) => {
    const bad = [1, () => 2] as unknown as number[];
    await expectRejection(
      () => world.run(app, () => Array.fromAsync(square.map(bad))),
      SerializationError,
      "args[0]",
      "function",
    );
  });

  test("are read ahead, whatever the consumer does", async ({ world }) => {
    let read = 0;
    function* many(): Generator<number> {
      for (read = 0; read < 600; read++) yield read;
    }
    await world.run(app, async () => {
      for await (const _ of square.map(many())) {
        await world.clock.advance(1);
        expect(read).toBe(600);
        break;
      }
    });
  });
});

describe("results", () => {
  test("come in the order of the inputs; a later one waits for an earlier one", async ({ world }) => {
    expect(await world.run(app, () => timed(world, napFor.map([3000, 1000, 2000])))).toEqual([
      [3000, 3000],
      [1000, 3000],
      [2000, 3000],
    ]);
  });

  test("come as soon as their turn has come", async ({ world }) => {
    expect(await world.run(app, () => timed(world, napFor.map([1000, 3000, 2000])))).toEqual([
      [1000, 1000],
      [3000, 3000],
      [2000, 3000],
    ]);
  });

  test("come in the order of completion with orderOutputs: false", async ({ world }) => {
    expect(await world.run(app, () => timed(world, napFor.map([3000, 1000, 2000], { orderOutputs: false })))).toEqual([
      [1000, 1000],
      [2000, 2000],
      [3000, 3000],
    ]);
  });

  test("of starmap likewise", async ({ world }) => {
    expect(
      await world.run(app, () => timed(world, risky.starmap([[2000, false], [1000]], { orderOutputs: false }))),
    ).toEqual([
      [1000, 1000],
      [2000, 2000],
    ]);
  });

  test("that are undefined keep their places", async ({ world }) => {
    expect(await world.run(app, () => Array.fromAsync(maybe.map([1, 2, 3, 4])))).toEqual([undefined, 2, undefined, 4]);
  });
});

describe("a failing input", () => {
  test("throws its error as soon as it fails, even before earlier results", async ({ world }) => {
    await world.run(app, async () => {
      const seen: number[] = [];
      await expectRejection(
        async () => {
          for await (const result of risky.map([5000, 1000, 100], [false, true, false])) seen.push(result);
        },
        RangeError,
        "failed after 1000",
      );
      expect(seen).toEqual([]);
      expect(elapsed(world)).toBe(1000);
    });
  });

  test("lets the results before it through", async ({ world }) => {
    await world.run(app, async () => {
      const seen: number[] = [];
      await expectRejection(
        async () => {
          for await (const result of risky.map([100, 1000, 5000], [false, true, false])) seen.push(result);
        },
        RangeError,
        "failed after 1000",
      );
      expect(seen).toEqual([100]);
    });
  });

  test("does not cancel the others", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(
        () => Array.fromAsync(risky.map([100, 5000], [true, false])),
        RangeError,
        "failed after 100",
      );
      await world.clock.runUntilIdle();
    });
    expect(world.events.of("input.ended").map(({ status, at }) => [status, at - START])).toEqual([
      ["FAILURE", 100],
      ["SUCCESS", 5000],
    ]);
  });

  test("with returnExceptions takes its place among the results: the error itself", async ({ world }) => {
    const results = await world.run(app, () =>
      Array.fromAsync(risky.map([300, 200, 100], [false, true, false], { returnExceptions: true })),
    );
    expect(results).toEqual([300, new RangeError("failed after 200"), 100]);
    expect(results[1]).toBeInstanceOf(RangeError);
  });

  test("with returnExceptions and orderOutputs: false comes when it fails", async ({ world }) => {
    const results = await world.run(app, () =>
      timed(world, risky.map([300, 200], [false, true], { returnExceptions: true, orderOutputs: false })),
    );
    expect(results).toEqual([
      [new RangeError("failed after 200"), 200],
      [300, 300],
    ]);
  });

  test("that timed out appears as a FunctionTimeoutError", async ({ world }) => {
    const results = await world.run(app, () => Array.fromAsync(hasty.map([10, 2000], { returnExceptions: true })));
    expect(results[0]).toBe(10);
    expect(results[1]).toBeInstanceOf(FunctionTimeoutError);
    expect(elapsed(world)).toBe(1000);
  });

  test("that was cancelled appears as a RemoteError without a message", async ({ world }) => {
    const results = await world.run(app, () =>
      Array.fromAsync(cancelsItself.map([1, 2, 3], { returnExceptions: true })),
    );
    expect(results).toEqual([1, new RemoteError(""), 3]);
    expect(results[1]).toBeInstanceOf(RemoteError);
  });

  test("cannot be told from a function that returns an error", async ({ world }) => {
    expect(await world.run(app, () => Array.fromAsync(returnsError.map([1])))).toEqual([new TypeError("a value")]);
  });

  test("is retried by itself, and keeps its place", async ({ world }) => {
    expect(await world.run(app, () => timed(world, early.map([1, 2, 3])))).toEqual([
      [1, 1000],
      [2, 1000],
      [3, 1000],
    ]);
    expect(early).toHaveRun({ times: 3 });
    expect(early).toHaveRetried({ times: 2, delaysMs: [1000, 1000] });
  });

  test("shows only the last failure of its attempts with returnExceptions", async ({ world }) => {
    const results = await world.run(app, () => Array.fromAsync(stubborn.map([1], { returnExceptions: true })));
    expect(results).toEqual([new Error("1 at 2000")]);
  });
});

describe("at most 1000 inputs of a map are outstanding", () => {
  test("of 1,200, the last 200 are sent when others have completed", async ({ world }) => {
    await world.run(app, () => Array.fromAsync(napFor.map(Array.from({ length: 1200 }, () => 1000))));
    const started = world.events.of("attempt.started").map(({ at }) => at - START);
    expect(started.filter((at) => at === 0)).toHaveLength(1000);
    expect(started.filter((at) => at === 1000)).toHaveLength(200);
    expect(elapsed(world)).toBe(2000);
  });

  test("never more", async ({ world }) => {
    await world.run(app, () =>
      Array.fromAsync(
        square.map(
          Array.from({ length: 1200 }, (_, i) => i),
          { orderOutputs: false },
        ),
      ),
    );
    let [open, most] = [0, 0];
    for (const { type } of world.events) {
      if (type === "attempt.started") most = Math.max(most, ++open);
      if (type === "input.ended") open--;
    }
    expect(open).toBe(0);
    expect(most).toBeLessThanOrEqual(1000);
  });
});

describe("a consumer that turns away", () => {
  test("cancels nothing that was sent", async ({ world }) => {
    await world.run(app, async () => {
      for await (const result of napFor.map([100, 5000])) {
        expect(result).toBe(100);
        break;
      }
      expect(elapsed(world)).toBe(100);
      await world.clock.runUntilIdle();
    });
    expect(world.events.of("input.ended").map(({ status }) => status)).toEqual(["SUCCESS", "SUCCESS"]);
  });

  test("stops the sending: inputs beyond the limit never run", async ({ world }) => {
    await world.run(app, async () => {
      for await (const _ of napFor.map(Array.from({ length: 1200 }, (_value, i) => (i === 0 ? 1 : 1000)))) break;
      await world.clock.runUntilIdle();
    });
    expect(world.events.of("attempt.started").length).toBeLessThan(1200);
    expect(world.events.of("input.ended").filter(({ status }) => status === "SUCCESS")).toHaveLength(
      world.events.of("attempt.started").length,
    );
  });

  test("stops the reading of an endless iterable", async ({ world }) => {
    let isClosed = false;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (let i = 0; ; i++) {
          await world.clock.sleep(10);
          yield i;
        }
      } finally {
        isClosed = true;
      }
    }
    await world.run(app, async () => {
      for await (const _ of square.map(endless())) break;
      await world.clock.advance(1000);
      expect(isClosed).toBe(true);
    });
  });
});

describe("inside a function", () => {
  test("a map is an ordinary one, and its call has a parent", async ({ world }) => {
    expect(await world.run(app, () => nested.remote(4))).toEqual([0, 1, 4, 9]);
    expect(world.events.of("call.created").map(({ kind, parent }) => [kind, parent !== null])).toEqual([
      ["remote", false],
      ["map", true],
    ]);
  });

  test("maps of maps work", async ({ world }) => {
    expect(await world.run(app, () => Array.fromAsync(nested.map([1, 2, 3])))).toEqual([[0], [0, 1], [0, 1, 4]]);
  });
});

describe("forEach", () => {
  test("is eager, waits for all, and returns nothing", async ({ world }) => {
    expect(await world.run(app, () => napFor.forEach([1000, 2000]))).toBeUndefined();
    expect(elapsed(world)).toBe(2000);
    expect(napFor).toHaveRun({ times: 2 });
  });

  test("rejects with the first error", async ({ world }) => {
    await expectRejection(
      () => world.run(app, () => risky.forEach([1000, 10], [true, true])),
      RangeError,
      "failed after 10",
    );
    expect(elapsed(world)).toBe(10);
  });

  test("with ignoreExceptions goes on", async ({ world }) => {
    await world.run(app, () => risky.forEach([1000, 10], [true, true], { ignoreExceptions: true }));
    expect(elapsed(world)).toBe(1000);
    expect(risky).toHaveRun({ times: 2 });
  });

  test("takes the options of forEach only", async () => {
    await expectRejection(
      // @ts-expect-error an option of map
      () => square.forEach([1], { orderOutputs: false }),
      InvalidError,
      "orderOutputs",
      "square.forEach",
    );
  });
});

describe("spawnMap", () => {
  test("makes one independent call per element, waits for none, and returns nothing", async ({ world }) => {
    await world.run(app, async () => {
      expect(await napFor.spawnMap([1000, 2000, 3000])).toBeUndefined();
      expect(elapsed(world)).toBe(0);
      await world.clock.runUntilIdle();
    });
    expect(world.events.of("call.created").map(({ kind }) => kind)).toEqual(["spawn", "spawn", "spawn"]);
    expect(world.events.of("input.ended").map(({ status }) => status)).toEqual(["SUCCESS", "SUCCESS", "SUCCESS"]);
  });

  test("takes more elements than are created at once", async ({ world }) => {
    await world.run(app, () => square.spawnMap(Array.from({ length: 600 }, (_, i) => i)));
    expect(world.events.of("call.created")).toHaveLength(600);
  });

  test("takes no options", async () => {
    // @ts-expect-error no options
    await expectRejection(() => square.spawnMap([1], { orderOutputs: false }), InvalidError, "square.spawnMap");
  });
});

describe("the options of a map", () => {
  test("are a last argument that is not iterable", async ({ world }) => {
    expect(await world.run(app, () => Array.fromAsync(square.map([1], {})))).toEqual([1]);
    expect(await world.run(app, () => Array.fromAsync(square.map([1], undefined)))).toEqual([1]);
  });

  test("that are unknown or of a wrong type are refused, with what is meant", async () => {
    expectError(
      () => square.map([1], { orderOutputs: "no" as never }),
      InvalidError,
      'Option "orderOutputs" of square.map must be true or false, got "no"',
    );
    await expectRejection(
      () => square.forEach([1], { ignoreExceptions: 1 as never }),
      InvalidError,
      '"ignoreExceptions" of square.forEach',
    );
    expectError(
      // @ts-expect-error misspelt
      () => square.map([1], { orderOutput: false }),
      InvalidError,
      "orderOutput",
      'Did you mean "orderOutputs"?',
    );
    expectError(
      // @ts-expect-error misspelt
      () => square.starmap([[1]], { returnException: true }),
      InvalidError,
      'Did you mean "returnExceptions"?',
    );
  });

  test("keep to the function's own limits", async ({ world }) => {
    await world.run(app, () => nap.forEach([1, 2, 3, 4]));
    expect(elapsed(world)).toBe(2000);
    expect(world.containers(nap)).toHaveLength(2);
  });
});
