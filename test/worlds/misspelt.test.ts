import { App, InvalidError, NotFoundError } from "modal-emulator";
import { Emulator, type FaultPlan } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { expectError, expectRejection } from "../support/expect-error.js";

const app = new App("shop");
const download = app.function({}, async function download() {});
const DOWNLOAD = 'no app of this world has had a function of that name. Did you mean "shop/download"?';

async function usedWorld(faults: FaultPlan = []): Promise<Emulator> {
  const world = await Emulator.start({ threads: 0, faults });
  await world.run(app, () => download.remote());
  return world;
}

describe("a misspelt function", () => {
  test.each([
    ["fail", (world: Emulator) => world.faults.fail("shop/downlaod")],
    ["slowStart", (world: Emulator) => world.faults.slowStart("shop/downlaod", { delayMs: 1 })],
    ["mock", (world: Emulator) => world.mock("shop/downlaod", () => undefined)],
  ])("of %s is told when it had nothing to hit", async (_what, set) => {
    await using world = await usedWorld();
    set(world);
    expectError(() => world.verify(), InvalidError, "shop/downlaod", DOWNLOAD);
  });

  test("of a plan, too; a right one is left alone", async () => {
    await using world = await usedWorld([
      { kind: "failStorage", function: "shop/downlaod" },
      { kind: "crash", function: "shop/download", calls: 7 },
    ]);
    expectError(() => world.faults.verify(), InvalidError, '"function":"shop/downlaod"}: ' + DOWNLOAD, '"calls":7}\n');
  });

  test.each(["calls", "containers", "bill"] as const)("is refused by world.%s", async (method) => {
    await using world = await usedWorld();
    expectError(() => world[method]("shop/downlaod"), NotFoundError, `world.${method}("shop/downlaod"): ${DOWNLOAD}`);
    expect(() => world[method]("shop/download")).not.toThrow();
  });
});

test("a misspelt type of events is refused", async () => {
  await using world = await usedWorld();
  expectError(
    () => world.events.of("input.retri" as never),
    InvalidError,
    '"input.retri"',
    'Did you mean "input.retry"?',
  );
  for (const { type } of world.events) expect(world.events.of(type).length).toBeGreaterThan(0);
});

test("a misspelt option of a fault in a plan is told with those that a plan has", async () => {
  const start = (fault: object): Promise<unknown> => Emulator.start({ faults: [fault] as unknown as FaultPlan });
  await expectRejection(
    () => start({ kind: "crash", functoin: "shop/download" }),
    InvalidError,
    'Did you mean "function"?',
  );
  await expectRejection(() => start({ kind: "crash", xyz: 1 }), InvalidError, "Known options: kind, function, calls");
});

describe("a URL pattern without a scheme", () => {
  test.each([
    ["img.example", "https://img.example/*"],
    ["img.example/a/*", "https://img.example/a/*"],
    ["//img.example/", "https://img.example/"],
    ["/path", "*/path"],
  ])("%s matches nothing, and is refused", async (pattern, instead) => {
    await using world = await Emulator.start({ threads: 0 });
    expectError(
      () => world.onFetch(pattern, () => new Response()),
      InvalidError,
      "has no scheme",
      JSON.stringify(instead),
    );
  });
  test.each(["*", "*img.example/*", "http*://img.example/", "https://img.example", "data:text/plain,x"])(
    "%s is one",
    async (pattern) => {
      await using world = await Emulator.start({ threads: 0 });
      expect(() => world.onFetch(pattern, () => new Response())).not.toThrow();
    },
  );
});

test.each([
  ["threads", "2", '"2"'],
  ["threads", [2], "a list"],
  ["seed", null, "null"],
  ["coldStartMs", "5", '"5"'],
  ["watchdogMs", "5", '"5"'],
  ["heapLimitMb", "64", '"64"'],
  ["maxStartFailures", "1", '"1"'],
  ["maxRequestBytes", "1 GiB", '"1 GiB"'],
  ["maxRequestBytes", -1, "-1"],
  ["isolation", "box", '"box"'],
])("%s: %j is shown as it is", async (name, value, shown) => {
  await expectRejection(() => Emulator.start({ [name]: value }), InvalidError, `${name} must be `, `, not ${shown}.`);
});
