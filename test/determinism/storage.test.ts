import fc from "fast-check";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, fill, run, type StorageStep } from "./storage-interpreter.js";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const partition = fc.constantFrom("a", "b", "full");
const timeoutMs = fc.constantFrom(0, 10, 1000, 30_000);
const key = fc.constantFrom("x", "y");
const step: fc.Arbitrary<StorageStep> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("sleep" as const), ms: fc.constantFrom(1, 5, 100) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("put" as const),
      items: fc.constantFrom(1, 2, 8),
      partition,
      timeoutMs,
      large: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("get" as const), n: fc.constantFrom(1, 2, 100), partition, timeoutMs }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("look" as const), partition, ms: fc.constantFrom(0, 50) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("count" as const, "take" as const), key }) },
  { weight: 1, arbitrary: fc.constant<StorageStep>({ kind: "list" }) },
  { weight: 1, arbitrary: fc.constant<StorageStep>({ kind: "exit" }) },
);
const programs = fc.array(fc.array(step, { maxLength: 6 }), { minLength: 1, maxLength: 6 });
const RUNS = searchSize(15, 0.2);

test(
  "inputs that share a queue and a dict leave the same results and event log on 0, 1 and 2 threads",
  { timeout: SEARCH_LIMIT_MS },
  async () => {
    await fc.assert(
      fc.asyncProperty(programs, fc.integer({ min: 0, max: 1_000_000 }), async (given, seed) => {
        const reference = await play(given, { seed, threads: 0 });
        for (const threads of [1, 2]) expect(await play(given, { seed, threads })).toEqual(reference);
      }),
      { numRuns: RUNS, seed: 1 },
    );
  },
);

async function play(
  given: readonly (readonly StorageStep[])[],
  options: { seed: number; threads: number },
): Promise<unknown> {
  await using world = await Emulator.start(options);
  const results = await world.run(app, async () => {
    await fill.remote();
    return Promise.allSettled(given.map((steps, index) => run.remote(String(index), steps)));
  });
  return {
    results: results.map((result) => (result.status === "fulfilled" ? result.value : String(result.reason))),
    events: [...world.events],
  };
}
