import type { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { compareReports } from "../../src/report/compare/compare-reports.js";
import type { ReportData } from "../../src/report/model/report-data.js";
import { type CallPlan, MadeRun, madeOf } from "./made-run.js";
import { SAMPLES } from "./samples.js";
import { app, basket } from "./apps/shop.js";
import { day, reportOf } from "./support.js";

const price = (...inputs: NonNullable<CallPlan["inputs"]>): CallPlan => ({
  function: "priceOf",
  ...(inputs.length > 0 && { inputs }),
});
const RANGE = { status: "FAILURE", error: { name: "RangeError", message: "too much" } } as const;
const TYPE = { status: "FAILURE", error: { name: "TypeError", message: 'not "this"\nat all' } } as const;

const texts = (a: ReportData, b: ReportData): string[] =>
  compareReports(a, b).differences.map(({ kind, text }) => `${kind}: ${text}`);

/** What is said of two lists of calls, which run under two seeds. */
const CALLS: readonly (readonly [
  name: string,
  a: readonly CallPlan[],
  b: readonly CallPlan[],
  said: readonly string[],
])[] = [
  ["the same", [price([{}]), price([RANGE])], [price([{}]), price([RANGE])], []],
  [
    "one fails only in B",
    [price([{}]), price([{}]), price([{}])],
    [price([{}]), price([{}]), price([RANGE])],
    ['outcome: priceOf, call 3: failed with RangeError "too much" only in B'],
  ],
  [
    "one fails only in A",
    [price([RANGE])],
    [price([{}])],
    ['outcome: priceOf, call 1: failed with RangeError "too much" only in A'],
  ],
  [
    "fails otherwise",
    [price([RANGE])],
    [price([TYPE])],
    [
      'outcome: priceOf, call 1: failed with RangeError "too much" in A, failed with TypeError "not \\"this\\"\\nat all" in B',
    ],
  ],
  [
    "ends otherwise",
    [price([{ status: "TIMEOUT" }])],
    [price([])],
    [
      "outcome: priceOf, call 1: ended with TIMEOUT in A, has not ended in B",
      "attempts: priceOf, call 1: 1 attempt in A, 0 in B",
      "containers: priceOf: containers: 1 in A, none in B",
      "coldStarts: priceOf, call 1: begins with a cold start only in A",
    ],
  ],
  [
    "one call more, with one that it makes",
    [price([{}])],
    [price([{}]), price([{ calls: [{ function: "cost" }] }])],
    [
      "calls: priceOf, call 2: only in B",
      "calls: priceOf: calls: 1 in A, 2 in B",
      "calls: cost: calls: 0 in A, 1 in B",
      "containers: cost: containers: 0 in A, 1 in B",
    ],
  ],
  [
    "three calls less",
    [price(), price(), price(), price()],
    [price()],
    ["calls: priceOf, call 2, and 2 more calls of priceOf: only in A", "calls: priceOf: calls: 4 in A, 1 in B"],
  ],
  [
    "an attempt more, and what it took",
    [price([RANGE, {}])],
    [price([RANGE, RANGE, {}])],
    ["attempts: priceOf, call 1: 2 attempts in A, 3 in B", "durations: priceOf, call 1: took 1.2 s in A, 2.3 s in B"],
  ],
  [
    "another error on the way",
    [price([RANGE, {}])],
    [price([TYPE, {}])],
    [
      'attempts: priceOf, call 1: attempt 1 failed with RangeError "too much" in A, failed with TypeError "not \\"this\\"\\nat all" in B',
    ],
  ],
  [
    "another delay",
    [price([RANGE, {}])],
    [price([{ ...RANGE, delayMs: 2500 }, {}])],
    [
      "attempts: priceOf, call 1: retried after 1 s in A, 2.5 s in B",
      "durations: priceOf, call 1: took 1.2 s in A, 2.7 s in B",
    ],
  ],
  [
    "an input of a map",
    [{ function: "priceOf", kind: "map", inputs: [[{}], [{}]] }],
    [{ function: "priceOf", kind: "map", inputs: [[{}], [RANGE], [{}]] }],
    [
      'outcome: priceOf (map), call 1, input 1: failed with RangeError "too much" only in B',
      "calls: priceOf (map), call 1: 2 inputs in A, 3 in B",
      "durations: priceOf (map), call 1: took 0.2 s in A, 0.3 s in B",
    ],
  ],
  [
    "a call of a call",
    [{ function: "all", inputs: [[{ calls: [price([{}]), price([{}])] }]] }],
    [{ function: "all", inputs: [[{ calls: [price([{}]), price([RANGE])] }]] }],
    ['outcome: priceOf, call 2 of all, call 1: failed with RangeError "too much" only in B'],
  ],
  [
    "what is written",
    [price([{ logs: ["one", "two"] }]), price([{ logs: ["one"] }]), price([{ logs: ["one"] }])],
    [price([{ logs: ["one", "\u202ethree"] }]), price([{}]), price([{ logs: ["one", "two"] }])],
    [
      'logs: priceOf, call 1: wrote "two" in A, "\u202ethree" in B',
      'logs: priceOf, call 2: wrote "one" only in A',
      'logs: priceOf, call 3: wrote "two" only in B',
    ],
  ],
  [
    "what is written with ids in it, and lines of it",
    [price([{ logs: ["at [ta-1111111111111111111111]", "one\ntwo\nthree"] }])],
    [price([{ logs: ["at [ta-2222222222222222222222]", "one\n2\n3"] }])],
    ['logs: priceOf, call 1: wrote "two" in A, "2" in B'],
  ],
  [
    "a container more",
    [price([{}]), price([{}])],
    [price([{}]), price([{ container: 1 }])],
    [
      "containers: priceOf: containers: 1 in A, 2 in B",
      "coldStarts: priceOf, call 2: begins with a cold start only in B",
    ],
  ],
];

describe("calls of two runs", () => {
  test.each(CALLS)("%s", (_name, a, b, said) => {
    expect(texts(madeOf("1", a), madeOf("2", b))).toEqual(said);
  });

  test("more differences of one kind than anybody reads are counted", () => {
    const many = (...inputs: NonNullable<CallPlan["inputs"]>): CallPlan[] =>
      Array.from({ length: 50 }, () => price(...inputs));
    const said = texts(madeOf("1", many([{}])), madeOf("2", many([RANGE])));
    expect(said).toHaveLength(21);
    expect(said.at(-1)).toBe("outcome: priceOf: 30 more differences like these");
  });
});

/** What happens besides of calls. */
const EVENTS: readonly (readonly [string, (run: MadeRun) => MadeRun, readonly string[]])[] = [
  [
    "schedules",
    (run) => run.add({ type: "schedule.fired", app: "ap", function: "nightly" }),
    ["schedules: nightly: times that its schedule fired: 0 in A, 1 in B"],
  ],
  [
    "faults",
    (run) =>
      run.add({
        type: "fault.injected",
        kind: "crash",
        function: "priceOf",
        input: null,
        attempt: null,
        container: null,
      }),
    ["faults: Faults that hit priceOf (crash): 0 in A, 1 in B"],
  ],
  [
    "storage",
    (run) => {
      const dict = run.id("di");
      return run
        .add({ type: "object.created", object: dict, kind: "Dict", name: "seen", environment: "main" })
        .add({ type: "dict.put", dict, entries: 1 });
    },
    [
      'storage: Storage, object.created of "seen": 0 in A, 1 in B',
      'storage: Storage, dict.put of "seen": 0 in A, 1 in B',
    ],
  ],
  [
    "requests",
    (run) =>
      run.add({
        type: "web.response",
        call: "fc-1",
        function: "hello",
        host: "h",
        method: "GET",
        path: "/",
        status: 500,
        bytes: 0,
      }),
    ["web: hello: answers with 500: 0 in A, 1 in B"],
  ],
  [
    "sandboxes",
    (run) => run.add({ type: "sandbox.ended", sandbox: "sb-1", status: "EXITED", code: 3, reason: "" }),
    ["sandboxes: Sandboxes that ended with code 3: 0 in A, 1 in B"],
  ],
];

test.each(EVENTS)("%s of two runs", (_name, more, said) => {
  const [a, b] = [new MadeRun("1").data(), more(new MadeRun("2")).data()];
  expect(texts(a, b)).toEqual(said);
  expect(texts(b, a)).toEqual(said.map((text) => text.replace("0 in A, 1 in B", "1 in A, none in B")));
});

test("why they were written, and what they cost", () => {
  const cost = { tag: "priceOf", containers: 1, coldStarts: 0, firstAttempts: 0, retries: 0, idle: 0 };
  const bill = (total: number, rates = "2025-11") => ({ rates, total, functions: [{ ...cost, total }] });
  const a = madeOf("1", [price()], { bill: bill(0.25) });
  expect(texts(a, madeOf("2", [price()], { bill: bill(0.5), failure: { message: "no" } }))).toEqual([
    'failure: The run failed with "no" only in B',
    "costs: priceOf: cost $0.250000 in A, $0.500000 in B",
  ]);
  expect(texts(a, madeOf("2", [price()], { bill: bill(0.5, "2026-01") }))).toEqual([]);
  expect(texts(a, madeOf("2", [price()]))).toEqual([]);
});

describe("where two logs part", () => {
  const parting = (a: ReportData, b: ReportData) => compareReports(a, b).parting;

  test("other ids, and another seed, are no difference", () => {
    expect(parting(madeOf("1", [price(), price([RANGE, {}])]), madeOf("2", [price(), price([RANGE, {}])]))).toBeNull();
  });

  test("the first event that differs, in both, and when it was", () => {
    expect(parting(madeOf("1", [price(), price()]), madeOf("2", [price(), { function: "cost" }]))).toEqual({
      at: 8,
      text: 'The logs part at event 8: in A "priceOf is called (remote)" after 0.1 s, in B "cost is called (remote)" after 0.1 s',
    });
  });

  test.each([
    [
      "more in B",
      [price()],
      [price(), price()],
      8,
      'in A nothing follows, in B "priceOf is called (remote)" after 0.1 s',
    ],
    [
      "more in A",
      [price(), price()],
      [price()],
      null,
      'in A "priceOf is called (remote)" after 0.1 s, in B nothing follows',
    ],
  ])("%s", (_name, a, b, at, text) => {
    expect(parting(madeOf("1", a), madeOf("2", b))).toEqual({ at, text: `The logs part at event 8: ${text}` });
  });

  test("the same things that another one of them happens to", () => {
    const twice = (...order: number[]): ReportData => {
      const run = new MadeRun("1");
      const dicts = [run.id("di"), run.id("di")];
      for (const dict of dicts)
        run.add({ type: "object.created", object: dict, kind: "Dict", name: null, environment: "main" });
      for (const index of order) run.add({ type: "dict.cleared", dict: dicts[index] ?? "", entries: 0 });
      return run.data();
    };
    expect(parting(twice(0, 1), twice(0, 1))).toBeNull();
    expect(parting(twice(0, 1), twice(1, 0))).toMatchObject({ at: 3 });
  });

  test("cannot be told of logs that begin at different events", () => {
    expect(parting(madeOf("1", [price()]), madeOf("2", [], { dropped: 7 }))).toBeNull();
  });
});

test.each(SAMPLES)("a run and itself are alike: %s", async (_name, sample) => {
  const data = await sample();
  expect(compareReports(data, data)).toEqual({
    a: { title: data.title, seed: data.seed, version: data.version },
    differences: [],
    parting: null,
  });
});

describe("worlds of two seeds", () => {
  const inBoth = async (body: (world: Emulator) => Promise<unknown>): Promise<[ReportData, ReportData]> => [
    (await reportOf({ seed: 1 }, body)).data,
    (await reportOf({ seed: 2 }, body)).data,
  ];

  test("that do the same are alike", async () => {
    const [a, b] = await inBoth((world) => world.run(app, () => basket.remote([1])));
    expect(Object.keys(a.calls)).not.toEqual(Object.keys(b.calls));
    expect(compareReports(a, b)).toMatchObject({ differences: [], parting: null });
  });

  test("that do the same at one instant in another order differ in that alone", async () => {
    const { differences, parting } = compareReports(...(await inBoth(day)));
    expect(differences).toEqual([]);
    expect(parting?.text).toMatch(/^The logs part at event \d+/);
  });
});

test("what takes longer is told with its calls, and where it begins to", async () => {
  const a = (await reportOf({}, day)).data;
  const { differences, parting } = compareReports(a, (await reportOf({ coldStartMs: 400 }, day)).data);
  expect(differences[0]).toEqual({ kind: "durations", at: 4, text: "basket, call 1: took 3.6 s in A, 4.4 s in B" });
  expect(differences.map(({ text }) => text).filter((text) => text.startsWith("Sandboxes"))).toEqual([
    "Sandboxes: cost $0.000000 in A, $0.000001 in B",
  ]);
  expect(parting?.text).toBe(
    'The logs part at event 7: in A "A container of basket is ready" after 0 s, in B "A container of basket is ready" after 0.4 s',
  );
});
