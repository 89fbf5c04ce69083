import fc from "fast-check";
import { expect, test } from "vitest";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";
import { clientPrograms } from "./client-programs.js";
import { runClients, type CallFault } from "./run-clients.js";

const RUNS = searchSize(12, 0.1);
const seed = fc.nat(1_000_000);

const method = fc.constantFrom<string | RegExp>(
  "any",
  "FunctionMap",
  "FunctionGetOutputs",
  "QueuePut",
  /^Queue/,
  /^TaskExec/,
  "TaskExecStdioRead",
);
const fault = fc
  .record(
    {
      method,
      probability: fc.constantFrom(0.2, 0.5),
      times: fc.integer({ min: 1, max: 4 }),
      code: fc.constantFrom("UNAVAILABLE", "INTERNAL", "ABORTED"),
      delayMs: fc.constantFrom(5, 3000, 70_000),
      retryAfterMs: fc.constantFrom(150, 5000),
      losesAnswer: fc.constant(true),
    },
    { requiredKeys: ["method", "times"] },
  )
  .map((options) => ({ ...options, optional: true }));
const plan: fc.Arbitrary<readonly CallFault[]> = fc.array(fault, { maxLength: 3 });

test(
  "flows of Modal's own client leave the same event log on 0, 1, 2 and 4 threads",
  { timeout: SEARCH_LIMIT_MS },
  async () => {
    await fc.assert(
      fc.asyncProperty(clientPrograms, plan, seed, async (programs, faults, drawn) => {
        const reference = await runClients(programs, { seed: drawn, threads: 0, faults });
        for (const threads of [0, 1, 2, 4]) {
          const run = await runClients(programs, { seed: drawn, threads, faults });
          expect(run.results).toEqual(reference.results);
          expect(run.events).toEqual(reference.events);
        }
      }),
      { numRuns: RUNS, seed: 1 },
    );
  },
);

test("several worlds at once with clients do not meet", { timeout: SEARCH_LIMIT_MS }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(clientPrograms, { minLength: 2, maxLength: 4 }),
      plan,
      seed,
      async (all, faults, drawn) => {
        const options = { seed: drawn, threads: 0, faults };
        const alone = [];
        for (const programs of all) alone.push(await runClients(programs, options));
        expect(await Promise.all(all.map((programs) => runClients(programs, options)))).toEqual(alone);
      },
    ),
    { numRuns: RUNS, seed: 2 },
  );
});
