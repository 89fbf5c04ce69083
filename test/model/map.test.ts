import fc from "fast-check";
import { expect, test } from "vitest";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("map-model");

const nap = app.function({}, async function nap(ms: number, index: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return index;
});

let served = 0;

/** Ends its container now and then, by chance of the container. */
const fragile = app.function({ retries: 10, maxContainers: 3 }, async function fragile(index: number): Promise<number> {
  served++;
  await new Promise((resolve) => setTimeout(resolve, Math.ceil(Math.random() * 50)));
  if (Math.random() < 0.4) process.exit(served);
  return index;
});

const delays = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 30 });
const seed = fc.integer({ min: 0, max: 1_000_000 });

test("map yields in the order of its inputs, whatever they take", async () => {
  await fc.assert(
    fc.asyncProperty(delays, seed, async (given, drawn) => {
      await using world = await Emulator.start({ seed: drawn, threads: 0 });
      const results = await world.run(app, () => Array.fromAsync(nap.map(given, given.keys())));
      expect(results).toEqual([...given.keys()]);
    }),
    { numRuns: 50, seed: 1 },
  );
});

test("with orderOutputs: false, map yields each result once, the sooner completed first", async () => {
  await fc.assert(
    fc.asyncProperty(delays, seed, async (given, drawn) => {
      await using world = await Emulator.start({ seed: drawn, threads: 0 });
      const results = await world.run(app, () =>
        Array.fromAsync(nap.map(given, given.keys(), { orderOutputs: false })),
      );
      expect(results.map((index) => given[index])).toEqual(given.toSorted((a, b) => a - b));
      expect(results.toSorted((a, b) => a - b)).toEqual([...given.keys()]);
    }),
    { numRuns: 50, seed: 2 },
  );
});

test("no input is lost when containers end under it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 25 }), seed, async (count, drawn) => {
      await using world = await Emulator.start({ seed: drawn, threads: 0 });
      const results = await world.run(app, () =>
        Array.fromAsync(
          fragile.map(
            Array.from({ length: count }, (_, index) => index),
            { returnExceptions: true },
          ),
        ),
      );
      expect(results).toHaveLength(count);
      for (const [index, result] of results.entries())
        expect([index, "ExecutionError"]).toContain(result instanceof Error ? result.name : result);
      const ended = world.events.of("input.ended").map(({ input }) => input);
      expect(new Set(ended).size).toBe(count);
      expect(ended).toHaveLength(count);
    }),
    { numRuns: 50, seed: 3 },
  );
});
