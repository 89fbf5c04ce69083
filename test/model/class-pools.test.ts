import fc from "fast-check";
import { expect, test } from "vitest";
import { Emulator, type WorldEvent } from "modal-emulator/emulator";
import { app, CLASSES, type Work } from "./apps/class-pools.js";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const RUNS = searchSize(20, 0.5);

/**
 * An input that arrives `after` the one before, and is cancelled a while later, or never; a new deployment; a container
 * that is preempted as the next input of a class runs.
 */
type Step =
  | {
      readonly kind: "call";
      readonly cls: keyof typeof CLASSES;
      readonly size: string;
      readonly after: number;
      readonly work: Work;
      readonly cancelAfter: number | undefined;
    }
  | { readonly kind: "deploy"; readonly after: number; readonly strategy: "rolling" | "recreate" }
  | { readonly kind: "preempt"; readonly after: number; readonly cls: keyof typeof CLASSES; readonly afterMs: number };

const after = fc.constantFrom(0, 0, 0, 0, 10, 50, 2500);
const cls = fc.constantFrom(...(Object.keys(CLASSES) as (keyof typeof CLASSES)[]));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant("call" as const),
      cls,
      size: fc.constantFrom("s", "s", "t"),
      after,
      work: fc.record({
        ms: fc.constantFrom(0, 20, 100, 600),
        ends: fc.oneof(
          { weight: 3, arbitrary: fc.constant("well" as const) },
          fc.constantFrom("throws", "exits", "is killed", "overruns", "sticks"),
        ),
      }),
      cancelAfter: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, fc.constantFrom(0, 5, 60)),
    }),
  },
  fc.record({ kind: fc.constant("deploy" as const), after, strategy: fc.constantFrom("rolling", "recreate") }),
  fc.record({ kind: fc.constant("preempt" as const), after, cls, afterMs: fc.constantFrom(0, 10, 100) }),
);

/** @param stopAfter the app runs for so long; `undefined`: it is deployed */
async function run(
  steps: readonly Step[],
  stopAfter: number | undefined,
  threads: number,
): Promise<readonly WorldEvent[]> {
  await using world = await Emulator.start({ threads, seed: steps.length });
  const take = async (each: Step): Promise<void> => {
    if (each.kind === "preempt") {
      const options = { times: 1, afterMs: each.afterMs, optional: true };
      return world.faults.preempt(`class-pools/${each.cls}.run`, options);
    }
    if (each.kind === "deploy")
      return stopAfter === undefined ? void (await world.deploy(app, { strategy: each.strategy })) : undefined;
    const call = await new CLASSES[each.cls]({ size: each.size }).run.spawn(each.work);
    if (each.cancelAfter !== undefined) {
      await world.clock.sleep(each.cancelAfter);
      await call.cancel();
    }
    await call.get().catch(() => undefined);
  };
  const takeAll = async (): Promise<void> => {
    let at = 0;
    await Promise.all(
      steps.map(async (each) => {
        await world.clock.sleep((at += each.after));
        await take(each).catch((error: unknown) => {
          if (stopAfter === undefined) throw error; // else the app has stopped
        });
      }),
    );
  };
  if (stopAfter === undefined) {
    await world.deploy(app);
    await world.within(takeAll);
  } else await world.run(app, () => Promise.race([takeAll(), world.clock.sleep(stopAfter)]));
  await world.clock.advance({ minutes: 2 });
  return [...world.events];
}

interface Life {
  started: boolean;
  exiting: boolean;
  end: string | undefined;
  readonly said: string[];
}

/** How a container may stop whose hooks have not run, or not to their end: its code has ended it, or holds it up. */
const HARD = /^process\.(exit|kill)|took longer than 30000 ms|, rank 0 of its cluster, has stopped$/;

/** Follows the log, and checks what has to hold of each container. */
function check(events: readonly WorldEvent[]): void {
  const lives = new Map<string, Life>();
  const ended = new Map<string, number>();
  const life = (id: string | null): Life => lives.get(id ?? "") ?? expect.fail(`there is no container ${id}`);
  for (const event of events) {
    switch (event.type) {
      case "container.created":
        lives.set(event.container, { started: false, exiting: false, end: undefined, said: [] });
        break;
      case "container.started":
        life(event.container).started = true;
        break;
      case "container.exiting":
        life(event.container).exiting = true;
        break;
      case "container.stopped":
        life(event.container).end = event.reason;
        break;
      case "log":
        if (event.stream === "stdout") life(event.container).said.push(event.text);
        break;
      case "attempt.started":
        expect(life(event.container), "whoever runs an input").toMatchObject({
          started: true,
          exiting: false,
          end: undefined,
        });
        break;
      case "input.created":
        ended.set(event.input, 0);
        break;
      case "input.ended":
        ended.set(event.input, (ended.get(event.input) ?? 0) + 1);
        break;
      default:
    }
  }
  for (const { started, exiting, end, said } of lives.values()) {
    const isHard = HARD.test(end ?? "");
    if (!exiting && started) expect(isHard, `a container that stopped without a word: ${end}`).toBe(true);
    expect(exiting && !started).toBe(false);
    const hooks = said.filter((text) => !text.startsWith("batch"));
    // one that is to stop in good order may be ended by what it still runs, before its hooks have run or after
    const isOpen = exiting && isHard && hooks.length === 1;
    expect(hooks, `hooks of a container that stopped: ${end}`).toEqual(
      started ? ["entered", ...(exiting && !isOpen ? ["exited"] : [])] : [],
    );
    for (const text of said)
      if (text.startsWith("batch")) expect(["batch of 1", "batch of 2", "batch of 3"]).toContain(text);
  }
  expect([...ended.values()].every((times) => times === 1)).toBe(true);
}

test(
  "classes enter once, exit once where they stop in good order, and take no larger batches than they may, alike on 0 and 2 threads",
  { timeout: SEARCH_LIMIT_MS },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 15, size: "max" }),
        fc.option(fc.constantFrom(0, 30, 70, 150, 3000), { nil: undefined, freq: 3 }),
        async (steps, stopAfter) => {
          const events = await run(steps, stopAfter, 0);
          check(events);
          expect(JSON.stringify(await run(steps, stopAfter, 2))).toBe(JSON.stringify(events));
        },
      ),
      { numRuns: RUNS, seed: 1 },
    );
  },
);
