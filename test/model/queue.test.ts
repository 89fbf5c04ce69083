import fc from "fast-check";
import { expect, test } from "vitest";
import { Queue } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { type Outcome, QueueModel } from "./queue-model.js";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const partition = fc.constantFrom(undefined, "a");
const waitMs = fc.constantFrom(0, 5, 100, 3_600_000, 3_600_000);
const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("put" as const),
      partition,
      waitMs,
      size: fc.constantFrom(1, 1, 2, 2, 2499, 2500, 4999, 4999, 5001),
      partitionTtlMs: fc.constantFrom(5, 1000, 86_400_000, 86_400_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("get" as const), partition, waitMs, n: fc.constantFrom(1, 1, 2, 2500) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("look" as const, "clear" as const), partition }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      ms: fc.constantFrom(1, 1, 5, 45, 100, 1000, 86_400_000),
    }),
  },
);

test("a queue is a list for each partition, with lines of those who wait", { timeout: SEARCH_LIMIT_MS }, async () => {
  const waited = { most: 0 };
  await using world = await Emulator.start({ threads: 0 });
  await world.within(() =>
    fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 40 }), async (commands) => {
        await using queue = await Queue.ephemeral<number>();
        const model = new QueueModel();
        const outcomes = new Map<number, Outcome>();
        const began = world.clock.now();
        let item = 0;
        for (const [id, given] of commands.entries()) {
          const note = (operation: Promise<unknown>): Promise<unknown> => {
            const end = (result: unknown): unknown => outcomes.set(id, { result, at: world.clock.now() - began });
            return operation.then(end, (error: unknown) => end((error as Error).name));
          };
          switch (given.kind) {
            case "put": {
              const items = Array.from({ length: given.size }, () => item++);
              void note(
                queue.putMany(items, {
                  partition: given.partition,
                  timeoutMs: given.waitMs,
                  partitionTtlMs: given.partitionTtlMs,
                } as object),
              );
              model.put(id, given.partition ?? "", items, given.partitionTtlMs, given.waitMs);
              break;
            }
            case "get":
              void note(queue.getMany(given.n, { partition: given.partition, timeoutMs: given.waitMs } as object));
              model.get(id, given.partition ?? "", given.n, given.waitMs);
              break;
            case "look":
              await note(Array.fromAsync(queue.iterate({ partition: given.partition } as object)));
              model.look(id, given.partition ?? "");
              break;
            case "clear":
              void note(queue.clear({ partition: given.partition } as object));
              model.clear(id, given.partition ?? "");
              break;
            case "pass":
              await world.clock.advance(given.ms);
              model.pass(given.ms);
          }
          await queue.len(); // whatever can be answered now is
          waited.most = Math.max(waited.most, model.waiting);
          expect(outcomes).toEqual(model.outcomes);
        }
        await world.clock.advance(86_400_000);
        model.pass(86_400_000);
        expect(outcomes).toEqual(model.outcomes);
      }),
      { numRuns: searchSize(150), seed: 1 },
    ),
  );
  expect(waited.most).toBeGreaterThan(3);
});
