import { expect } from "vitest";
import { Stub } from "modal-emulator";
import { anApp, INLINE } from "../inline.ts";
import { type Area, works } from "../row.ts";

const app = anApp();
const square = app.function(INLINE, async function square(x: number) {
  if (x < 0) throw new RangeError(`negative: ${x}`);
  return x * x;
});
const add = app.function(INLINE, async function add(a: number, b: number, options: { times?: number } = {}) {
  return (a + b) * (options.times ?? 1);
});

export const maps: Area = {
  title: "Function: map and its like",
  intro:
    "1000 outstanding inputs; a map that nobody iterates runs nothing, as on Modal, but without a warning ([guide](calls.md)).",
  deploys: [app],
  rows: [
    works("f.map(*iterators)", "f.map(...iterables)", async () => {
      expect(await Array.fromAsync(square.map([1, 2, 3]))).toEqual([1, 4, 9]);
    }),
    works(
      "f.map(kwargs=)",
      "f.map(…, { kwargs })",
      async () => {
        expect(await Array.fromAsync(add.map([1, 2], [3, 4], { kwargs: { times: 2 } }))).toEqual([8, 12]);
      },
      "an object that each input gets as its last argument ([guide](calls.md#options-for-all-inputs))",
    ),
    works("f.map(order_outputs=)", "f.map(…, { orderOutputs })", async () => {
      const results = await Array.fromAsync(square.map([3, 1, 2], { orderOutputs: false }));
      expect(results.toSorted((a, b) => a - b)).toEqual([1, 4, 9]);
    }),
    works("f.map(return_exceptions=)", "f.map(…, { returnExceptions })", async () => {
      const results = await Array.fromAsync(square.map([1, -1], { returnExceptions: true }));
      expect(results[0]).toBe(1);
      expect(results[1]).toBeInstanceOf(RangeError);
    }),
    works(
      "f.map(wrap_returned_exceptions=) (deprecated)",
      "f.map(…, { wrapReturnedExceptions })",
      async () => {
        const options = { returnExceptions: true, wrapReturnedExceptions: true };
        expect((await Array.fromAsync(square.map([-1], options)))[0]).toBeInstanceOf(RangeError);
      },
      "without effect, with a warning, as on Modal",
    ),
    works(
      "f.map over several iterators",
      "f.map(xs, ys)",
      async () => {
        expect(await Array.fromAsync(add.map([1, 2, 3], [10, 20]))).toEqual([11, 22]);
      },
      "stops at the shortest",
    ),
    works("f.map over a generator (flat map, Stub era)", "stub.generator, then map", async () => {
      const stub = new Stub("flat");
      const twice = stub.generator(INLINE, async function* twice(x: number) {
        yield x;
        yield -x;
      });
      expect(await stub.run(() => Array.fromAsync(twice.map([1, 2], { orderOutputs: true })))).toEqual([1, -1, 2, -2]);
    }),
    works("f.starmap()", "f.starmap()", async () => {
      expect(
        await Array.fromAsync(
          add.starmap([
            [1, 2],
            [3, 4],
          ]),
        ),
      ).toEqual([3, 7]);
    }),
    works("f.for_each(ignore_exceptions=)", "f.forEach(…, { ignoreExceptions })", async (world) => {
      const before = world.calls(square).length;
      expect(await square.forEach([-1, 2], { ignoreExceptions: true })).toBeUndefined();
      expect(world.calls(square).length).toBe(before + 1);
      await expect(square.forEach([-1])).rejects.toThrow("negative: -1");
    }),
    works("f.spawn_map()", "f.spawnMap()", async (world) => {
      const before = world.calls(square).length;
      expect(await square.spawnMap([1, 2])).toBeUndefined();
      expect(world.calls(square).length).toBeGreaterThan(before);
    }),
    works(
      "f.experimental_spawn_map()",
      "f.experimentalSpawnMap()",
      async () => {
        const call = await square.experimentalSpawnMap([2, 3]);
        expect(await Array.fromAsync(call.iter())).toEqual([4, 9]);
      },
      "one call with all inputs",
    ),
  ],
};
