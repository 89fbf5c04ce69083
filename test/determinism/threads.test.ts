import fc from "fast-check";
import type { WorldEvent } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { program } from "./program.js";
import { runPrograms } from "./run-program.js";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const programs = fc.array(program, { minLength: 1, maxLength: 3 });
const seed = fc.integer({ min: 0, max: 1_000_000 });
const RUNS = searchSize(60, 0.25);

describe("random programs of calls, sleeps, failures, cancellations and exits", () => {
  test("leave the same event log on 0, 1, 2 and 4 threads", { timeout: SEARCH_LIMIT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(programs, seed, async (given, drawn) => {
        const reference = await runPrograms(given, { seed: drawn, threads: 0 });
        for (const threads of [1, 2, 4]) {
          const run = await runPrograms(given, { seed: drawn, threads });
          expect(run.results).toEqual(reference.results);
          expect(run.events).toEqual(reference.events);
        }
      }),
      { numRuns: RUNS, seed: 1 },
    );
  });

  test("end every input exactly once, and keep to the bounds of each pool", { timeout: SEARCH_LIMIT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(programs, seed, async (given, drawn) => {
        const { events } = await runPrograms(given, { seed: drawn, threads: 0 });
        endsOnce(events);
        keepsToBounds(events);
      }),
      { numRuns: 2 * RUNS, seed: 2 },
    );
  });
});

/** Every input ends once, and so does every attempt that starts. */
function endsOnce(events: readonly WorldEvent[]): void {
  const created = events.filter(({ type }) => type === "input.created").map((event) => "input" in event && event.input);
  const ended = events.filter(({ type }) => type === "input.ended").map((event) => "input" in event && event.input);
  expect(ended.toSorted()).toEqual(created.toSorted());
  const open = new Set<string>();
  for (const event of events) {
    if (event.type === "attempt.started") {
      expect(open.has(event.input)).toBe(false); // an input runs at most once at a time
      open.add(event.input);
    } else if (event.type === "attempt.ended") open.delete(event.input);
  }
  expect([...open]).toEqual([]);
}

/** No pool has more containers than it may, and none is left. */
function keepsToBounds(events: readonly WorldEvent[]): void {
  const alive = new Map<string, string>();
  for (const event of events) {
    if (event.type === "container.created") alive.set(event.container, event.function);
    else if (event.type === "container.stopped") alive.delete(event.container);
    else continue;
    expect([...alive.values()].filter((name) => name === "narrow").length).toBeLessThanOrEqual(2);
  }
  expect(alive.size).toBe(0);
}
