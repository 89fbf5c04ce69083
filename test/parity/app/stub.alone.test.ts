// Modal: docs/modal/older-names.md#the-stub-era, docs/modal/older-names.md#maps-of-the-stub-era
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished } from "vitest";
import { App, currentInputId, FunctionCall, FunctionHandle, InvalidError, Stub } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { Emulator } from "modal-emulator/emulator";
import { expectError, expectRejection } from "../../support/expect-error.js";

const stub = new Stub("stub-era");
const square = stub.function({}, async function square(n: number, unit = "") {
  await sleep(100 * (10 - n));
  return n ** 2 + unit.length;
});
const fails = stub.function(async function fails(n: number) {
  if (n === 2) throw new RangeError("two");
  return n;
});
const words = stub.generator({}, async function* words(line: string, everyMs = 0) {
  for (const word of line.split(" ").filter((part) => part !== "")) {
    await sleep(everyMs);
    if (word === "bad") throw new RangeError("a bad word");
    yield word;
  }
});
const endless = stub.generator(function* endless(name: string) {
  try {
    for (let i = 0; ; i++) yield `${name}${i}`;
  } finally {
    console.log(`closed ${name}`);
  }
});
const listed = stub.generator({ name: "listed" }, (n: number) => Array.from({ length: n }, (_, i) => i));
const many = stub.generator(async function* many(n: number) {
  for (let i = 0; i < n; i++) yield i;
  console.log(`made ${n}`);
});
const inside = stub.function(async function inside(lines: string[]) {
  return [currentInputId(), await Array.fromAsync(words.map(lines))] as const;
});
const takes = stub.function(async function takes(generator: typeof words) {
  return Array.fromAsync(generator.map(["x y"]));
});

const app = new App("app-era");
const plain = app.function({}, async function plain(n: number) {
  return n + 1;
});
const modern = app.function({}, async function* modern() {
  yield 1;
});

/** The deprecation warnings of `body`, which Node reports a tick later. */
async function warningsOf(body: () => unknown): Promise<string[]> {
  const warnings: string[] = [];
  const listen = (warning: Error): void =>
    void (warning.name === "DeprecationWarning" && warnings.push(warning.message));
  process.on("warning", listen);
  onTestFinished(() => void process.off("warning", listen));
  await body();
  await new Promise((resolve) => setImmediate(resolve));
  return warnings;
}

describe("Stub", () => {
  test("is App under its old name, and says so where it is defined", async ({ world }) => {
    expect(stub).toBeInstanceOf(App);
    expect(await warningsOf(() => new Stub("old"))).toEqual(["Stub is deprecated. Use App."]);
    expect(await world.run(stub, () => square.remote(3))).toBe(9);
    expect(square).toBeInstanceOf(FunctionHandle);
  });

  test("must be used at the top level of a module, too", () => {
    expectError(() => stub.function({}, async function inner() {}), InvalidError, "inner", "global scope");
    expectError(() => stub.generator(function* innerGenerator() {}), InvalidError, "innerGenerator", "global scope");
  });

  test("has no retries for generators, which must yield something", () => {
    expectError(() => stub.generator({ retries: 3 }, async function* words() {}), InvalidError, "retries");
    // @ts-expect-error nothing to iterate
    void (() => stub.generator({}, async function value() {}).map);
  });

  test("has functions that cannot be constructed, and handles that know their raw function", () => {
    expectError(() => new (FunctionHandle as unknown as new () => unknown)(), InvalidError, "app.function");
    expect(square.getRawF()).toBe(square.getRawFunction());
    expect(words.getRawF().name).toBe("words");
    expect(square.webUrl).toBeUndefined();
  });
});

describe("submit", () => {
  test("starts a call and returns it, without a warning for functions of a stub", async ({ world }) => {
    const warnings = await warningsOf(() =>
      world.run(stub, async () => {
        const call = await square.submit(5);
        expect(call).toBeInstanceOf(FunctionCall);
        expect(await call.get()).toBe(25);
      }),
    );
    expect(warnings).toEqual([]);
  });

  test("of an app's function is spawn with a warning", async ({ world }) => {
    const warnings = await warningsOf(() =>
      world.run(app, async () => expect(await (await plain.submit(1)).get()).toBe(2)),
    );
    expect(warnings).toEqual(["submit is deprecated. Use spawn."]);
  });

  test("of a generator runs it to its end, and returns nothing to ask for a result", async ({ world }) => {
    await world.run(stub, async () => {
      expect(await many.submit(5000)).toBeUndefined();
      await world.clock.runUntilIdle();
    });
    expect([...world.logs].map(({ message }) => message)).toEqual(["made 5000"]);
    expect(world.calls(many)).toMatchObject([{ kind: "generator", inputs: [{ status: "SUCCESS" }] }]);
  });

  test("of a generator that fails hurts nobody", async ({ world }) => {
    await world.run(stub, async () => {
      await words.submit("good bad");
      await world.clock.runUntilIdle();
    });
    expect(world.calls(words)).toMatchObject([{ inputs: [{ status: "FAILURE" }] }]);
  });
});

describe("enqueue", () => {
  test("starts a call, returns nothing, and warns", async ({ world }) => {
    const warnings = await warningsOf(() =>
      world.run(stub, async () => {
        expect(await square.enqueue(5)).toBeUndefined();
        await world.clock.runUntilIdle();
      }),
    );
    expect(warnings).toEqual(["enqueue is deprecated. Use submit."]);
    expect(world.calls(square)).toMatchObject([{ kind: "spawn", inputs: [{ status: "SUCCESS" }] }]);
  });

  test("of an app's function names spawn instead", async ({ world }) => {
    expect(await warningsOf(() => world.run(app, () => plain.enqueue(1)))).toEqual([
      "enqueue is deprecated. Use spawn.",
    ]);
  });
});

describe("map, starmap and forEach of a function", () => {
  test("with orderOutputs: null give results in the order of the inputs", async ({ world }) => {
    await world.run(stub, async () => {
      expect(await Array.fromAsync(square.map([1, 2, 3], { orderOutputs: null }))).toEqual([1, 4, 9]);
      expect(await Array.fromAsync(square.map([1, 2, 3], { orderOutputs: false }))).toEqual([9, 4, 1]);
      expect(
        await Array.fromAsync(
          square.starmap(
            [
              [1, "m"],
              [2, "km"],
            ],
            { orderOutputs: null },
          ),
        ),
      ).toEqual([2, 6]);
    });
  });

  test("forEach takes the options of map", async ({ world }) => {
    await world.run(stub, async () => {
      await expectRejection(() => fails.forEach([1, 2, 3]), RangeError, "two");
      // @ts-expect-error an option of the Stub era
      expect(await fails.forEach([1, 2, 3], { returnExceptions: true })).toBeUndefined();
    });
    await expectRejection(
      // @ts-expect-error not one of an app's function
      () => world.run(app, () => plain.forEach([1], { returnExceptions: true })),
      InvalidError,
      "returnExceptions",
    );
  });
});

describe("map of a generator is a flat map", () => {
  test("with zero, one or many items for an input, as they are produced", async ({ world }) => {
    await world.run(stub, async () => {
      const items = await Array.fromAsync(words.map(["a b c", "", "d"], [30, 1, 50]));
      expect(items).toEqual(["a", "d", "b", "c"]);
      expect(await Array.fromAsync(words.map([]))).toEqual([]);
      expect(
        await Array.fromAsync(
          words.starmap([
            ["x y", 10],
            ["z", 5],
          ]),
        ),
      ).toEqual(["z", "x", "y"]);
    });
  });

  test("runs its inputs side by side", async ({ world }) => {
    await world.run(stub, async () => {
      const began = world.clock.now();
      await Array.fromAsync(words.map(["a b", "c d", "e f"], [1000, 1000, 1000]));
      expect(world.clock.now() - began).toBe(2000);
    });
  });

  test("with orderOutputs: true groups the items by input, in the order of the inputs", async ({ world }) => {
    await world.run(stub, async () => {
      expect(
        await Array.fromAsync(words.map(["a b", "", "c d", "e"], [1000, 1, 10, 3000], { orderOutputs: true })),
      ).toEqual(["a", "b", "c", "d", "e"]);
    });
  });

  test("throws the error of a failing input after what it yielded, and cancels the rest", async ({ world }) => {
    await world.run(stub, async () => {
      const seen: string[] = [];
      await expectRejection(
        async () => {
          for await (const word of words.map(["slow slow", "good bad"], [5000, 10])) seen.push(word);
        },
        RangeError,
        "a bad word",
      );
      expect(seen).toEqual(["good"]);
      await world.clock.runUntilIdle();
    });
    expect(world.events.of("input.ended").map(({ status }) => status)).toEqual(["FAILURE", "TERMINATED"]);
  });

  test("with returnExceptions puts the error in its place", async ({ world }) => {
    await world.run(stub, async () => {
      const items = await Array.fromAsync(words.map(["good bad", "fine"], [10, 100], { returnExceptions: true }));
      expect(items).toEqual(["good", new RangeError("a bad word"), "fine"]);
    });
  });

  test("forEach runs all, and ends with the first failure", async ({ world }) => {
    await world.run(stub, async () => {
      expect(await words.forEach(["a b", "c"])).toBeUndefined();
      await expectRejection(() => words.forEach(["a bad", "c"]), RangeError);
      expect(await words.forEach(["a bad", "c"], { ignoreExceptions: true })).toBeUndefined();
    });
  });

  test("lets go of endless generators when its consumer turns away", async ({ world }) => {
    await world.run(stub, async () => {
      const seen: string[] = [];
      for await (const item of endless.map(["a", "b"])) if (seen.push(item) === 3000) break;
      await world.clock.runUntilIdle();
    });
    expect(new Set([...world.logs].map(({ message }) => message))).toEqual(new Set(["closed a", "closed b"]));
    expect(world.events.of("input.ended").map(({ status }) => status)).toEqual(["TERMINATED", "TERMINATED"]);
  });

  test("does nothing before it is iterated, and runs again if it is iterated again", async ({ world }) => {
    await world.run(stub, async () => {
      const all = listed.map([2, 3]);
      await world.clock.advance(1000);
      expect(world.calls()).toEqual([]);
      expect((await Array.fromAsync(all)).toSorted()).toEqual([0, 0, 1, 1, 2]);
      expect(await Array.fromAsync(all)).toHaveLength(5);
    });
  });

  test("takes asynchronous inputs, and fails with what they throw", async ({ world }) => {
    async function* lines(): AsyncGenerator<string> {
      yield "a b";
      await words.remoteGen("calls inside are fine").next();
      throw new TypeError("no more lines");
    }
    await world.run(stub, () => expectRejection(() => Array.fromAsync(words.map(lines())), TypeError, "no more lines"));
  });

  test("works in a container, whose calls have a parent, and through a handle that was passed", async ({ world }) => {
    const [parent, items] = await world.run(stub, () => inside.remote(["a b", "c"]));
    expect(items.toSorted()).toEqual(["a", "b", "c"]);
    expect(world.events.of("call.created").filter(({ kind }) => kind === "generator")).toMatchObject([
      { parent },
      { parent },
    ]);
    expect(await world.run(stub, () => takes.remote(words))).toEqual(["x", "y"]);
  });

  test("takes more inputs than run at once", async ({ world }) => {
    expect(
      await world.run(
        stub,
        async () => (await Array.fromAsync(listed.map(Array.from({ length: 1100 }, () => 1)))).length,
      ),
    ).toBe(1100);
  });

  test("goes the same way on any number of threads", async () => {
    const logs: string[] = [];
    for (const threads of [0, 2]) {
      await using world = await Emulator.start({ threads, seed: 3 });
      await world.run(stub, () => Array.fromAsync(words.map(["a b c", "d e", "f"])));
      logs.push(JSON.stringify([...world.events]));
    }
    expect(logs[1]).toBe(logs[0]);
  });

  test("is for generators of a stub only", async ({ world }) => {
    // @ts-expect-error removed
    await world.run(app, () => expectError(() => modern.map([]), InvalidError, "remoteGen"));
  });
});

describe("keepWarm", () => {
  test("sets the minimum of containers, and warns", async ({ world }) => {
    const warnings = await warningsOf(() =>
      world.run(app, async () => {
        await plain.keepWarm(2);
        expect(await plain.updateAutoscaler({})).toMatchObject({ minContainers: 2 });
      }),
    );
    expect(warnings).toEqual(["keepWarm is deprecated. Use updateAutoscaler({ minContainers })."]);
  });
});
