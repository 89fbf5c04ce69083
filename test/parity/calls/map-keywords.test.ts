// Modal: docs/modal/maps.md#forms
import { describe, expect } from "vitest";
import { App, batched, InvalidError, method, Queue } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";

interface Greeting {
  word?: string;
  marks?: number[];
}

const app = new App("map-keywords");
const heard = Queue.fromName<string>("heard", { createIfMissing: true });

async function greeting(name: string, options?: Greeting): Promise<string> {
  const text = `${options?.word ?? "hi"} ${name}${options?.marks?.join("") ?? ""}`;
  await heard.put(text);
  return text;
}

const greet = app.function({}, async function greet(name: string, options?: Greeting) {
  return greeting(name, options);
});
const greetAll = app.function(
  {},
  batched({ maxBatchSize: 2, waitMs: 10 }, async function greetAll(names: string[], options: Greeting[]) {
    return Promise.all(names.map((name, index) => greeting(name, options[index])));
  }),
);
const Greeter = app.cls(
  {},
  class Greeter {
    greet = method(greeting);
  },
);
const count = app.function({}, async function count(...args: unknown[]) {
  return args.length;
});

const KWARGS = { word: "hello", marks: [1, 2] };
const FUNCTIONS = { "a function": greet, "a method": new Greeter().greet, "a batched function": greetAll };

describe("`kwargs` is the last argument of each input", () => {
  for (const [kind, fn] of Object.entries(FUNCTIONS)) {
    test(`of ${kind}, in map and starmap`, async ({ world }) => {
      await world.run(app, async () => {
        const expected = ["hello ann12", "hello bob12"];
        expect(await Array.fromAsync(fn.map(["ann", "bob"], { kwargs: KWARGS }))).toEqual(expected);
        expect(await Array.fromAsync(fn.starmap([["ann"], ["bob"]], { kwargs: KWARGS }))).toEqual(expected);
        const names = async function* () {
          yield "ann";
        };
        expect(await Array.fromAsync(fn.map(names(), { kwargs: KWARGS, orderOutputs: false }))).toEqual([
          "hello ann12",
        ]);
      });
    });

    test(`of ${kind}, in forEach, spawnMap and experimentalSpawnMap`, async ({ world }) => {
      await world.run(app, async () => {
        await fn.forEach(["ann"], { kwargs: KWARGS, ignoreExceptions: true });
        await fn.spawnMap(["ann"], { kwargs: KWARGS });
        const call = await fn.experimentalSpawnMap(["ann", "bob"], { kwargs: KWARGS });
        expect(await Array.fromAsync(call.iter())).toEqual(["hello ann12", "hello bob12"]);
        await world.clock.advance(1000);
        expect((await heard.getMany(10)).toSorted()).toEqual([...Array<string>(3).fill("hello ann12"), "hello bob12"]);
      });
    });
  }

  test("adds none if it is empty or left out", async ({ world }) => {
    await world.run(app, async () => {
      expect(await Array.fromAsync(count.map([1], [2], { kwargs: {} }))).toEqual([2]);
      expect(await Array.fromAsync(count.map([1], { kwargs: undefined as never }))).toEqual([1]);
      expect(await Array.fromAsync(count.map({ kwargs: { a: 1 } }))).toEqual([]); // no inputs at all
    });
  });

  test("is an object", async ({ world }) => {
    await world.run(app, async () => {
      for (const kwargs of [3, null, [1], new Map()] as never[]) {
        expectError(() => count.map([1], { kwargs }), InvalidError, 'Option "kwargs" of count.map must be an object');
        await expectRejection(() => count.spawnMap([1], { kwargs }), InvalidError, "count.spawnMap");
      }
      await expectRejection(() => count.spawnMap([1], { kwarg: {} } as never), InvalidError, '"kwarg"', '"kwargs"');
    });
  });
});
