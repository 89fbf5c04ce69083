import fc from "fast-check";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, data, work, type Step } from "./apps/files.js";
import { VolumeModel } from "./volume-model.js";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const CONTAINERS = 3;
const FILES = ["f", "g", "d/x", "d/y", "e/x", "e/s/z"];

type Action = Step extends infer S ? (S extends Step ? Omit<S, "at"> : never) : never;

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("write" as const),
      path: fc.constantFrom(...FILES),
      text: fc.constantFrom("1", "2", "a longer text"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("remove" as const), path: fc.constantFrom(...FILES, "d", "e", "e/s") }),
  },
  { weight: 3, arbitrary: fc.constantFrom<Action>({ do: "commit" }, { do: "reload" }) },
  { weight: 2, arbitrary: fc.constant<Action>({ do: "look" }) },
);
const program = fc.array(fc.tuple(fc.nat(CONTAINERS - 1), action), { minLength: 1, maxLength: 25 });

/** The same moments for the containers and for the model: one step each. */
function steps(actions: readonly (readonly [number, Action])[]): Step[][] {
  const all = actions.map(([container, what], index) => [container, { ...what, at: index + 1 }] as const);
  return Array.from({ length: CONTAINERS }, (_, container) => [
    ...all.filter(([owner]) => owner === container).map(([, step]) => step),
    { at: actions.length + 1, do: "look" },
  ]);
}

async function run(
  programs: readonly Step[][],
  threads: number,
): Promise<{ seen: unknown; left: unknown; order: number[]; log: string }> {
  await using world = await Emulator.start({ threads });
  const seen = await world.run(app, () => Promise.all(programs.map((program) => work.remote(program))));
  const left = await world.within(async () => {
    const entries = await Array.fromAsync(data.iterdir("/"));
    const text = async (path: string): Promise<string> =>
      Buffer.concat(await Array.fromAsync(data.readFile(path))).toString();
    return Object.fromEntries(
      await Promise.all(
        entries.map(async ({ path, type }) => [path, type === "directory" ? null : await text(path)] as const),
      ),
    );
  });
  const inputs = world.events.of("input.created").map(({ input }) => input);
  const started = world.events.of("attempt.started");
  const order = world.events
    .of("container.created")
    .map(({ container }) => inputs.indexOf(started.find((attempt) => attempt.container === container)?.input ?? ""));
  return { seen, left, order, log: JSON.stringify([...world.events]) };
}

/** @param order of the programs' containers, in which those commit when they end together */
function predict(programs: readonly Step[][], order: readonly number[]): { seen: unknown; left: unknown } {
  const model = new VolumeModel();
  const containers = programs.map(() => model.container());
  const seen = programs.map((): unknown[] => []);
  const moments = programs
    .flatMap((program, container) => program.map((step) => ({ container, step })))
    .toSorted((a, b) => a.step.at - b.step.at);
  for (const { container, step } of moments) {
    const view = containers[container]?.take(step);
    if (view) seen[container]?.push(view);
  }
  for (const container of order) containers[container]?.commit();
  return { seen, left: Object.fromEntries([...model.committed].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

test(
  "three containers see and leave what the model says, alike on 0, 1 and 2 threads",
  { timeout: SEARCH_LIMIT_MS },
  async () => {
    await fc.assert(
      fc.asyncProperty(program, async (actions) => {
        const programs = steps(actions);
        const [none, one, two] = [await run(programs, 0), await run(programs, 1), await run(programs, 2)];
        expect({ seen: one.seen, left: one.left }).toEqual(predict(programs, one.order));
        expect(none).toEqual(one);
        expect(two).toEqual(one);
      }),
      { numRuns: searchSize(25, 0.3), seed: 1 },
    );
  },
);

test("a folder that came and went between two reloads does not come back", async () => {
  const actions: (readonly [number, Action])[] = [
    [2, { do: "write", path: "d/y", text: "1" }],
    [2, { do: "commit" }],
    [2, { do: "remove", path: "d" }],
    [2, { do: "commit" }],
    [0, { do: "reload" }],
  ];
  for (const threads of [0, 1]) {
    const { seen, left } = await run(steps(actions), threads);
    expect({ seen, left }).toEqual({ seen: [[{}], [{}], [{}]], left: {} });
  }
});
