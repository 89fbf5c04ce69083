import fc from "fast-check";
import { InvalidError } from "modal-emulator";
import { Emulator, type Fault, type WorldEvent } from "modal-emulator/emulator";
import { expect, test } from "vitest";
import { app, FUNCTIONS } from "./apps/scaling.js";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const RUNS = searchSize(25, 0.4);
process.noDeprecation = true; // of `keepWarm`

type Name = keyof typeof FUNCTIONS;

type Step = { readonly after: number } & (
  | { readonly kind: "arrive"; readonly fn: Name; readonly inputs: readonly number[] }
  | { readonly kind: "scale"; readonly fn: Name; readonly settings: Readonly<Partial<Scale>> }
  | { readonly kind: "keepWarm"; readonly fn: Name; readonly containers: number }
  | { readonly kind: "deploy"; readonly strategy: "rolling" | "recreate" }
);

interface Scale {
  minContainers: number;
  maxContainers: number;
  bufferContainers: number;
  scaledownWindowMs: number;
}

const after = fc.constantFrom(0, 0, 0, 10, 400, 2000, 3000);
const fn = fc.constantFrom<Name>("plain", "warm");
const settings = fc.record(
  {
    minContainers: fc.nat(3),
    maxContainers: fc.integer({ min: 1, max: 5 }),
    bufferContainers: fc.nat(2),
    scaledownWindowMs: fc.constantFrom(2000, 4000),
  },
  { requiredKeys: [] },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("arrive" as const),
      after,
      fn,
      inputs: fc.array(fc.constantFrom(0, 20, 500, 2500), { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("scale" as const), after, fn, settings }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("keepWarm" as const), after, fn, containers: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("deploy" as const),
      after,
      strategy: fc.constantFrom("rolling" as const, "recreate" as const),
    }),
  },
);
const losses: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom("crash" as const, "preempt" as const),
  probability: fc.constant(0.2),
  times: fc.nat(4).map((n) => n + 1),
  afterMs: fc.constantFrom(0, 15),
  optional: fc.constant(true),
});

async function run(steps: readonly Step[], faults: readonly Fault[], threads: number): Promise<readonly WorldEvent[]> {
  await using world = await Emulator.start({ threads, seed: steps.length, faults });
  await world.deploy(app);
  await world.within(async () => {
    for (const given of steps) {
      await world.clock.advance(given.after);
      if (given.kind === "arrive") await FUNCTIONS[given.fn].spawnMap(given.inputs);
      else if (given.kind === "scale") await FUNCTIONS[given.fn].updateAutoscaler(given.settings).catch(expectInvalid);
      else if (given.kind === "keepWarm") await FUNCTIONS[given.fn].keepWarm(given.containers).catch(expectInvalid);
      else await world.deploy(app, { strategy: given.strategy });
    }
    await world.clock.runUntilIdle();
  });
  return [...world.events];
}

function expectInvalid(error: unknown): void {
  expect(error).toBeInstanceOf(InvalidError);
}

/** One function, as the log tells of it. */
class Model {
  readonly name: Name;
  scale: Scale;
  /** Containers of the current deployment that are not on their way out, and what they run. */
  readonly alive = new Map<string, { input: string | undefined; freeSince: number }>();

  constructor(name: Name) {
    this.name = name;
    this.scale = this.#defined;
  }

  get #defined(): Scale {
    const {
      minContainers = 0,
      maxContainers = Number.POSITIVE_INFINITY,
      bufferContainers = 0,
      scaledownWindowMs = 60_000,
    } = FUNCTIONS[this.name].definition ?? {};
    return { minContainers, maxContainers, bufferContainers, scaledownWindowMs };
  }

  deploy(): void {
    this.scale = this.#defined;
    this.alive.clear();
  }

  /** What holds whenever time moves on. */
  check(): void {
    const { minContainers, maxContainers } = this.scale;
    expect(this.alive.size, `containers of ${this.name}, of which there is a minimum`).toBeGreaterThanOrEqual(
      minContainers,
    );
    if (this.alive.size > maxContainers)
      for (const { input } of this.alive.values())
        expect(input, `an idle container of ${this.name} above the maximum`).toBeDefined();
  }
}

function check(events: readonly WorldEvent[]): void {
  const models = { plain: new Model("plain"), warm: new Model("warm") };
  const all = Object.values(models);
  const attempts = new Map<string, number>();
  const running = new Set<string>();
  const ended: string[] = [];
  let now = events[0]?.at ?? 0;
  let isDeployed = false;
  for (const event of events) {
    if (isDeployed && event.at > now) for (const model of all) model.check();
    now = event.at;
    switch (event.type) {
      case "app.deployed":
        isDeployed = true;
        for (const model of all) model.deploy();
        break;
      case "autoscaler.updated":
        models[event.function as Name].scale = {
          ...event,
          maxContainers: event.maxContainers ?? Number.POSITIVE_INFINITY,
        };
        break;
      case "container.created": {
        const { alive, scale } = models[event.function as Name];
        alive.set(event.container, { input: undefined, freeSince: now });
        expect(alive.size, `containers of ${event.function} when another one was created`).toBeLessThanOrEqual(
          scale.maxContainers,
        );
        break;
      }
      case "container.exiting":
      case "container.stopped":
        for (const { alive, scale } of all) {
          const container = alive.get(event.container);
          if (container && event.reason.startsWith("idle for")) {
            expect(event.reason).toBe(`idle for ${scale.scaledownWindowMs} ms`);
            expect(now - container.freeSince).toBeGreaterThanOrEqual(scale.scaledownWindowMs);
          }
          alive.delete(event.container);
        }
        break;
      case "attempt.started":
        expect(running.has(event.input), "runs once at a time").toBe(false);
        running.add(event.input);
        attempts.set(event.input, (attempts.get(event.input) ?? 0) + 1);
        for (const { alive } of all) {
          const container = alive.get(event.container ?? "");
          if (!container) continue;
          expect(container.input, "a container has one input at a time").toBeUndefined();
          container.input = event.input;
        }
        break;
      case "attempt.ended":
        running.delete(event.input);
        for (const { alive } of all)
          for (const container of alive.values())
            if (container.input === event.input) Object.assign(container, { input: undefined, freeSince: now });
        break;
      case "input.ended":
        expect(event.status).toBe("SUCCESS");
        expect(attempts.get(event.input)).toBeGreaterThanOrEqual(1);
        ended.push(event.input);
        break;
      default:
    }
  }
  expect(ended.toSorted()).toEqual(
    events.flatMap((event) => (event.type === "input.created" ? [event.input] : [])).toSorted(),
  );
}

test(
  "whatever is scaled, deployed and lost: bounds hold, and every input runs to its end, once at a time, alike on 0 and 2 threads",
  { timeout: SEARCH_LIMIT_MS },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 2, maxLength: 14, size: "max" }),
        fc.array(losses, { maxLength: 2 }),
        async (steps, faults) => {
          const events = await run(steps, faults, 0);
          check(events);
          expect(JSON.stringify(await run(steps, faults, 2))).toBe(JSON.stringify(events));
        },
      ),
      { numRuns: RUNS, seed: 1 },
    );
  },
);
