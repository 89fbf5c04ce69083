import "ws"; // oxlint-disable-line import/no-unassigned-import -- as clients of tests load it: before any container does
import fc from "fast-check";
import { Emulator, type FaultPlan, type WorldEvent } from "modal-emulator/emulator";
import { expect, test } from "vitest";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";
import { app, asked, SITES, worker, type Site, type WebProgram, type WebStep } from "./web-interpreter.js";

/** What the test does, side by side with the others. */
type Client =
  | { readonly kind: "request"; readonly site: Site; readonly steps: WebProgram; readonly then: "read" | "leave" }
  | { readonly kind: "call"; readonly steps: WebProgram }
  | { readonly kind: "socket"; readonly pauses: readonly number[] };

const site = fc.constantFrom<Site>("fetcher", "noder", "hasty");
const then = fc.constantFrom<"read" | "leave">("read", "read", "leave");
const simple: fc.Arbitrary<WebStep> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("sleep" as const), ms: fc.constantFrom(1, 5, 5, 100, 2500) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("log" as const), text: fc.constantFrom("a", "b") }) },
  { weight: 1, arbitrary: fc.constant<WebStep>({ kind: "chance" }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("write" as const), size: fc.constantFrom(1, 1000, 3_000_000) }),
  },
  { weight: 1, arbitrary: fc.constant<WebStep>({ kind: "fail" }) },
  { weight: 1, arbitrary: fc.constant<WebStep>({ kind: "exit" }) },
);
const program: fc.Arbitrary<WebProgram> = fc.letrec<{ program: WebProgram; step: WebStep }>((tie) => ({
  program: fc.array(tie("step"), { maxLength: 4, depthIdentifier: "program" }),
  step: fc.oneof(
    { maxDepth: 2, depthIdentifier: "program" },
    { weight: 6, arbitrary: simple },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("call" as const), steps: tie("program") }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("request" as const), site, steps: tie("program"), then }) },
  ),
})).program;
const client: fc.Arbitrary<Client> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("request" as const), site, steps: program, then }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("call" as const), steps: program }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("socket" as const),
      pauses: fc.array(fc.constantFrom(1, 5, 100), { maxLength: 3 }),
    }),
  },
);
const crash: FaultPlan = [
  { kind: "crash", function: "web-interpreter/noder", attempts: 1, afterMs: 50, optional: true },
];

interface Run {
  readonly events: readonly WorldEvent[];
  readonly results: readonly unknown[];
}

async function play(
  clients: readonly Client[],
  options: { seed: number; threads: number; faults: FaultPlan },
): Promise<Run> {
  await using world = await Emulator.start(options);
  const act = async (one: Client): Promise<unknown> => {
    if (one.kind === "call") return worker.remote(one.steps);
    if (one.kind === "request")
      return asked((input, init) => world.fetch(input, init), await SITES[one.site].getWebUrl(), one.steps, one.then);
    await using socket = world.websocket(await SITES.fetcher.getWebUrl());
    for (const pause of one.pauses) socket.send(String(pause));
    const heard: unknown[] = [];
    while (heard.length <= one.pauses.length) heard.push(await socket.receive());
    return heard;
  };
  const results = await world.run(app, async () => {
    const outcomes = await Promise.allSettled(clients.map(act));
    await world.clock.runUntilIdle();
    return outcomes.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : String(outcome.reason)));
  });
  return { events: [...world.events], results };
}

test(
  "requests among calls leave the same answers and the same event log on 0, 1, 2 and 4 threads",
  { timeout: SEARCH_LIMIT_MS },
  async () => {
    const clients = fc.array(client, { minLength: 1, maxLength: 4 });
    const seeds = fc.integer({ min: 0, max: 1_000_000 });
    const faults = fc.constantFrom<FaultPlan>([], [], crash);
    await fc.assert(
      fc.asyncProperty(clients, seeds, faults, async (given, seed, plan) => {
        const reference = await play(given, { seed, threads: 0, faults: plan });
        for (const threads of [1, 2, 4]) {
          const run = await play(given, { seed, threads, faults: plan });
          expect(run.results).toEqual(reference.results);
          expect(run.events).toEqual(reference.events);
        }
      }),
      { numRuns: searchSize(25, 0.1), seed: 1 },
    );
  },
);
