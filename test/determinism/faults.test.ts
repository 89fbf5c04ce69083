import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fault, FaultPlan } from "modal-emulator/emulator";
import { program } from "./program.js";
import { runPrograms } from "./run-program.js";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const RUNS = searchSize(25, 0.3);

const name = fc.constantFrom("interpreter/wide", "interpreter/narrow", "interpreter/retried", "interpreter/hasty");
const selection = {
  function: name,
  calls: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }),
  attempts: fc.constantFrom(1, 2),
  times: fc.integer({ min: 1, max: 3 }),
  probability: fc.constantFrom(0.3, 0.7, 1),
};
const kindOf = <K extends Fault["kind"]>(kind: K): { kind: fc.Arbitrary<K> } => ({ kind: fc.constant(kind) });
const withTimes = <T>(model: { [P in keyof T]: fc.Arbitrary<T[P]> }): fc.Arbitrary<Fault> =>
  fc.record(
    { ...selection, ...model },
    { requiredKeys: ["times", ...Object.keys(model)] as never },
  ) as unknown as fc.Arbitrary<Fault>;

const fault: fc.Arbitrary<Fault> = fc.oneof(
  withTimes({ ...kindOf("fail") }),
  withTimes({ ...kindOf("preempt"), afterMs: fc.constantFrom(0, 3, 500) }),
  withTimes({ ...kindOf("crash"), afterMs: fc.constantFrom(0, 3, 500) }),
  withTimes({ ...kindOf("outOfMemory"), afterMs: fc.constantFrom(0, 100) }),
  withTimes({ ...kindOf("preempt"), atOperation: fc.integer({ min: 1, max: 4 }) }),
  withTimes({ ...kindOf("crash"), atOperation: fc.integer({ min: 1, max: 4 }) }),
  withTimes({ ...kindOf("loseOutput") }),
  withTimes({ ...kindOf("duplicate"), as: fc.constantFrom("next", "same") }),
  withTimes({ ...kindOf("delay"), delayMs: fc.constantFrom(1, 100, 2000) }),
  fc.record({ ...kindOf("slowStart"), function: name, delayMs: fc.constantFrom(5, 1000), times: selection.times }),
);
const plan: fc.Arbitrary<FaultPlan> = fc.array(fault, { minLength: 1, maxLength: 4 });

test(
  "faults leave the same log on 0, 1, 2 and 4 threads, and every input ends once",
  { timeout: SEARCH_LIMIT_MS },
  async () => {
    let hits = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(program, { minLength: 1, maxLength: 3 }),
        plan,
        fc.nat(1000),
        async (programs, faults, seed) => {
          const reference = await runPrograms(programs, { seed, threads: 0, faults });
          for (const threads of [1, 2, 4])
            expect(await runPrograms(programs, { seed, threads, faults })).toEqual(reference);
          const { events } = reference;
          hits += events.filter(({ type }) => type === "fault.injected").length;
          const inputs = (type: "input.created" | "input.ended"): string[] =>
            events.flatMap((event) => (event.type === type ? [event.input] : [])).toSorted();
          expect(inputs("input.ended")).toEqual(inputs("input.created"));
          const open = new Set<string>();
          for (const event of events) {
            if (event.type === "attempt.started") expect(open.has(event.input) || !open.add(event.input)).toBe(false);
            else if (event.type === "attempt.ended") open.delete(event.input);
          }
        },
      ),
      { numRuns: RUNS, seed: 4 },
    );
    expect(hits).toBeGreaterThan(RUNS / 2);
  },
);
