import { App, ExplorationError, InvalidError, Queue } from "modal-emulator";
import type { Emulator } from "modal-emulator/emulator";
import { explore, type ExploreOptions, type ExploreProgress } from "modal-emulator/testing";
import { describe, expect, test } from "vitest";
import * as checkout from "../../fixtures/races/checkout.js";
import * as priceList from "../../fixtures/races/price-list.js";
import * as voteCounter from "../../fixtures/races/vote-counter.js";

async function votesAreCounted(world: Emulator): Promise<void> {
  await world.run(voteCounter.app, async () => {
    await voteCounter.vote.forEach(["Ann", "Ann", "Bob", "Ann"]);
    expect(await voteCounter.count.remote("Ann")).toBe(3);
  });
}

async function pricesAreUpToDate(world: Emulator): Promise<void> {
  await world.run(priceList.app, async () => {
    const setting = await priceList.setPrice.spawn("tea", 3);
    await world.clock.sleep({ seconds: 15 });
    await priceList.priceOf.remote("tea");
    await setting.get();
    expect(await priceList.priceOf.remote("tea")).toBe(3);
  });
}

async function ordersAreChargedOnce(world: Emulator): Promise<void> {
  await world.run(checkout.app, async () => {
    await checkout.checkOut.forEach(["A1", "A2", "A3"]);
    expect(await Queue.fromName("charges").len()).toBe(3);
  });
}

/** What an exploration fails with. */
async function failureOf(options: ExploreOptions, property: (world: Emulator) => unknown): Promise<ExplorationError> {
  const error: unknown = await explore(options, property).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ExplorationError))
    throw new Error(`Expected an ExplorationError, got ${String(error)}.`, { cause: error });
  return error;
}

describe("explore finds and shrinks", () => {
  test("a lost update of a Dict, which takes two votes at once", async () => {
    const error = await failureOf({}, votesAreCounted);
    expect(error.message).toMatch(/expected \d to be 3/);
    expect(error.message).toMatch(/The smallest failure that was found: seed \d+, .*, no fault/);
    expect(error.cause).toBeInstanceOf(Error);
    expect(JSON.parse(error.replay ?? "")).toMatchObject({ seed: error.seed });
  });
  test("a volume that is not reloaded, in a container that was there before", async () => {
    const error = await failureOf({}, pricesAreUpToDate);
    expect(error.message).toMatch(/expected \+?0 to be 3/);
    expect(JSON.parse(error.replay ?? "")).toEqual({ seed: error.seed });
  });
  test.each(["crash", "preempt", "loseOutput", "duplicate"] as const)(
    "a step that is repeated after %s: one fault of the first call is enough",
    async (kind) => {
      const error = await failureOf({ faults: { kinds: [kind], most: 5 } }, ordersAreChargedOnce);
      expect(error.message).toContain("expected 4 to be 3");
      expect(error.message).toContain(`nothing reordered, one fault:\n  ${kind}`);
      expect(JSON.parse(error.replay ?? "")).toMatchObject({ faults: [{ kind, calls: 1, attempts: 1 }] });
    },
  );
  test("the program of the fixture is right as long as nothing goes wrong", async () => {
    expect(await explore({ seeds: 20 }, ordersAreChargedOnce)).toMatchObject({ seeds: 20, faults: {}, retries: 0 });
  });
  test("requests that come in another order than usual, and in the fewest rounds", async () => {
    const app = new App("order");
    const line = Queue.fromName<string>("line", { createIfMissing: true });
    const join = app.function({ name: "join", isolation: "inline" }, async (who: string) => {
      for (let round = 0; round < 5; round++) await line.put(`${who}${round}`);
    });
    const error = await failureOf({}, (world) =>
      world.run(app, async () => {
        await join.forEach(["a", "b"]);
        expect(await line.getMany(10)).toEqual(["a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4"]);
      }),
    );
    expect(error.message).toMatch(/one round reordered \(\d+\), no fault/);
  });
});

describe("explore.replay", () => {
  test("fails as the exploration did, every time", async () => {
    const { replay = "" } = await failureOf({ faults: { kinds: ["crash"] } }, ordersAreChargedOnce);
    for (let time = 0; time < 2; time++)
      await expect(explore.replay(replay, ordersAreChargedOnce)).rejects.toThrow(
        /expected 4 to be 3[\s\S]*one fault:\n {2}crash/,
      );
  });
  test("passes if the program is right by now", async () => {
    await explore.replay(
      '{"seed":3,"order":[[0,5]],"faults":[{"kind":"crash","calls":1,"optional":true}]}',
      () => undefined,
    );
  });
  test.each(["", "seed 4", "{}", '{"seed":1,"order":[[1]]}', '{"seed":1.5}'])("%j is refused", async (line) => {
    await expect(explore.replay(line, () => undefined)).rejects.toThrow(InvalidError);
    await expect(explore.replay(line, () => undefined)).rejects.toThrow(
      "takes the line that a failed exploration has printed",
    );
  });
  test("so is a plan that is none", async () => {
    await expect(explore.replay('{"seed":1,"faults":[{"kind":"meteor"}]}', () => undefined)).rejects.toThrow(
      InvalidError,
    );
  });
});

describe("explore", () => {
  test("says what it has covered", async () => {
    const summary = await explore(
      { seeds: 15, faults: { kinds: ["crash", "fail", "delay", "slowStart", "failStorage"] } },
      (world) =>
        world.run(
          checkout.app,
          async () => void (await Promise.allSettled(["A1", "A2"].map((order) => checkout.checkOut.remote(order)))),
        ),
    );
    expect(summary.seeds).toBe(15);
    expect(summary.interleavings).toBeGreaterThan(5);
    expect(Object.keys(summary.faults).length).toBeGreaterThan(2);
    expect(summary.retries).toBeGreaterThan(0);
    expect(summary.virtualMs).toBeGreaterThanOrEqual(15 * 2000);
  });
  test("tells its progress, also while it looks for a smaller failure", async () => {
    const progress: ExploreProgress[] = [];
    await failureOf(
      { seeds: 10, faults: { kinds: ["crash"], most: 5 }, onProgress: (step) => void progress.push(step) },
      ordersAreChargedOnce,
    );
    expect(progress.every(({ seeds }) => seeds === 10)).toBe(true);
    expect(progress.some(({ shrinking }) => shrinking !== undefined)).toBe(true);
  });
  test("stops when its time is up, after one seed at least", async () => {
    const { seeds } = await explore({ seeds: 1_000_000, budgetMs: 1 }, votesSeen);
    expect(seeds).toBe(1);
  });
  test("begins with the seed that it is given, and worlds have the options that it is given", async () => {
    const seen: unknown[] = [];
    await explore(
      { seeds: 3, firstSeed: 40, world: { startTime: "2030-01-01T00:00:00Z" } },
      (world) => void seen.push(world.seed, new Date(world.clock.now()).getUTCFullYear()),
    );
    expect(seen).toEqual([40, 2030, 41, 2030, 42, 2030]);
  });
  test("says when a failure does not come again", async () => {
    let runs = 0;
    const error = await failureOf({}, () => {
      if (runs++ === 0) throw new RangeError("only once");
    });
    expect(error.message).toContain("It did not fail when it was run again: the property is not deterministic");
  });
  test.each([
    [{ seeds: 0 }, '"seeds" must be a whole number from 1, not 0'],
    [{ firstSeed: 0.5 }, '"firstSeed" must be a whole number, not 0.5'],
    [{ budgetMs: 0 }, '"budgetMs"'],
    [{ onProgress: 1 }, '"onProgress" must be a function'],
    [{ sed: 1 }, '"sed"'],
    [{ faults: { kinds: ["meteor"] } }, '"faults.kinds" must be a list of preempt, crash'],
    [{ faults: { kinds: ["crsh"] } }, '"crsh" is none. Did you mean "crash"?'],
    [{ faults: { kinds: ["crash", undefined] } }, "undefined is none"],
    [{ faults: { kinds: [] } }, '"faults.kinds" must be a list of at least one kind, not an empty list'],
    [
      { faults: { kinds: "crash" } },
      'must be a list of preempt, crash, loseOutput, duplicate, delay, fail, outOfMemory, slowStart, failStart, failStorage, not "crash"',
    ],
    [{ faults: { functions: ["shop/pay", "bill"] } }, 'such as "app/function", and "bill" is none'],
    [{ faults: { functions: ["checkOut"] } }, '"faults.functions" must be a list of names such as "app/function"'],
    [{ faults: { most: 0 } }, '"faults.most"'],
    [{ world: { seed: 1 } }, 'must not say "seed"'],
    [{ world: { threads: -1 } }, "threads must be a whole number"],
  ])("%o is refused", async (options, message) => {
    const exploring = explore(options as ExploreOptions, () => undefined);
    await expect(exploring).rejects.toThrow(InvalidError);
    await expect(exploring).rejects.toThrow(message);
  });
  test.each([
    [["checkout/chekOut"], 'names "checkout/chekOut"', 'Did you mean "checkout/checkOut"?'],
    [["checkout/checkOut", "shop/pay"], 'names "shop/pay"', "There are checkout/checkOut."],
    [["checkout/CheckOut.run"], "CheckOut.run", "checkout/checkOut"],
  ])("in which no function is called %j is refused", async (functions, ...fragments) => {
    for (const kind of ["crash", "failStorage", "slowStart"] as const) {
      const exploring = explore({ seeds: 1, faults: { kinds: [kind], functions } }, ordersAreChargedOnce);
      for (const fragment of fragments) await expect(exploring).rejects.toThrow(fragment);
      await expect(exploring).rejects.toThrow(InvalidError);
    }
  });
  test("in which nothing could be hit is refused, since it has tried nothing", async () => {
    const idle = explore({ seeds: 3, faults: { kinds: ["crash"] } }, async () => undefined);
    await expect(idle).rejects.toThrow(
      /^explore: no fault has hit anything \(3 seeds, .*faults: none\), so that the property was not tried with any\./,
    );
  });

  test("lets storage fail only for the functions that it is told", async () => {
    const app = new App("storage");
    const line = Queue.fromName<string>("storage-line", { createIfMissing: true });
    const risky = app.function({ name: "risky", isolation: "inline" }, () => line.put("risky").catch(() => undefined));
    const safe = app.function({ name: "safe", isolation: "inline" }, () => line.put("safe"));
    const summary = await explore(
      { seeds: 40, faults: { kinds: ["failStorage"], functions: ["storage/risky"] } },
      (world) =>
        world.run(app, async () => {
          await Promise.all([risky.remote(), safe.remote(), line.put("host")]);
        }),
    );
    expect(summary.faults["failStorage"]).toBeGreaterThan(0);
  });
  test("fails by a property that returns false", async () => {
    const error = await failureOf({ seeds: 1 }, () => Promise.resolve(false));
    expect(error.message).toContain("The property returned false.");
  });
  test.each([
    ["world.run", (world: Emulator) => void world.run(checkout.app, () => checkout.checkOut.remote("A1"))],
    ["world.clock.advance", (world: Emulator) => void world.clock.advance(1000)],
  ])("fails by a property that does not await %s, and names the line", async (what, property) => {
    const error = await failureOf({ seeds: 2 }, property);
    expect(error.message).toContain("is an `await` missing?");
    expect(error.message).toMatch(new RegExp(`${what} at .*explore\\.test\\.ts:\\d+:\\d+`));
  });
  test("without a property is refused", async () => {
    // @ts-expect-error missing
    await expect(explore({})).rejects.toThrow(
      "explore takes a function that sets up, runs and checks a world, not undefined",
    );
  });
});

async function votesSeen(world: Emulator): Promise<void> {
  await world.run(voteCounter.app, () => voteCounter.vote.remote("Ann"));
}
