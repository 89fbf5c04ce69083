import fc from "fast-check";
import { expect, test } from "vitest";
import { Emulator, type WorldEvent } from "modal-emulator/emulator";
import { app, POOLS, type Work } from "./apps/pools.js";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const RUNS = searchSize(25, 0.4);

type PoolName = keyof typeof POOLS;

/** An input that arrives `after` the one before, and is cancelled a while later, or never. */
interface Arrival {
  readonly pool: PoolName;
  readonly after: number;
  readonly work: Work;
  readonly cancelAfter: number | undefined;
}

const arrivalAt = (pools: readonly PoolName[]): fc.Arbitrary<Arrival> =>
  fc.record({
    pool: fc.constantFrom(...pools),
    after: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 10, 50, 400, 3000),
    work: fc.record({ ms: fc.constantFrom(0, 20, 100, 500, 1500), fails: fc.nat(5).map((n) => n === 0) }),
    cancelAfter: fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, fc.constantFrom(0, 5, 60, 700)),
  });

/** Many at once for a few pools. */
const program = fc
  .uniqueArray(fc.constantFrom(...(Object.keys(POOLS) as PoolName[])), { minLength: 1, maxLength: 2 })
  .chain((pools) => fc.array(arrivalAt(pools), { minLength: 1, maxLength: 30, size: "max" }));

async function run(arrivals: readonly Arrival[], threads: number): Promise<readonly WorldEvent[]> {
  await using world = await Emulator.start({ threads, seed: arrivals.length });
  await world.run(app, async () => {
    const calls = arrivals.map(async ({ pool, work, cancelAfter }, index) => {
      await world.clock.sleep(arrivals.slice(0, index + 1).reduce((sum, { after }) => sum + after, 0));
      const call = await POOLS[pool].spawn(work);
      if (cancelAfter !== undefined) {
        await world.clock.sleep(cancelAfter);
        await call.cancel();
      }
      await call.get().catch(() => undefined);
    });
    await Promise.all(calls);
  });
  return [...world.events];
}

interface Running {
  readonly pool: PoolName;
  readonly inputs: Set<string>;
}

/** Follows the log, and checks at each record what has to hold. */
function check(events: readonly WorldEvent[]): void {
  const containers = new Map<string, Running>();
  const running = new Map<string, string>();
  const ended = new Map<string, number>();
  const created = new Set<string>();
  for (const event of events) {
    switch (event.type) {
      case "container.created": {
        const pool = event.function as PoolName;
        containers.set(event.container, { pool, inputs: new Set() });
        const alive = [...containers.values()].filter((container) => container.pool === pool).length;
        expect(alive, `containers of ${pool}`).toBeLessThanOrEqual(
          POOLS[pool].definition?.maxContainers ?? Number.POSITIVE_INFINITY,
        );
        break;
      }
      case "container.stopped":
        containers.delete(event.container);
        break;
      case "input.created":
        created.add(event.input);
        break;
      case "attempt.started": {
        expect(running.has(event.input), `${event.input} runs twice at once`).toBe(false);
        expect(ended.has(event.input), `${event.input} runs after its end`).toBe(false);
        const container = containers.get(event.container ?? "");
        expect(container, "a container that lives").toBeDefined();
        running.set(event.input, event.container ?? "");
        container?.inputs.add(event.input);
        const { concurrency, batch } = (container && POOLS[container.pool].definition) ?? {};
        expect(container?.inputs.size, `inputs at once in a container of ${container?.pool}`).toBeLessThanOrEqual(
          (concurrency?.maxInputs ?? 1) * (batch?.maxBatchSize ?? 1),
        );
        break;
      }
      case "attempt.ended":
        containers.get(running.get(event.input) ?? "")?.inputs.delete(event.input);
        running.delete(event.input);
        break;
      case "input.ended":
        ended.set(event.input, (ended.get(event.input) ?? 0) + 1);
        break;
      default:
    }
  }
  expect(running.size).toBe(0);
  expect([...created].filter((input) => ended.get(input) !== 1)).toEqual([]);
}

test(
  "pools keep to their bounds, run an input once at a time and end each once, alike on 0 and 2 threads",
  { timeout: SEARCH_LIMIT_MS },
  async () => {
    await fc.assert(
      fc.asyncProperty(program, async (arrivals) => {
        const events = await run(arrivals, 0);
        check(events);
        expect(JSON.stringify(await run(arrivals, 2))).toBe(JSON.stringify(events));
      }),
      { numRuns: RUNS, seed: 1 },
    );
  },
);
