// Modal: docs/modal/retries.md#lost-inputs, docs/modal/retries.md#late-and-duplicate-outputs
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import {
  App,
  batched,
  ClientClosed,
  concurrent,
  Dict,
  FunctionTimeoutError,
  InternalFailure,
  InvalidError,
  method,
  NotFoundError,
  Retries,
  ServiceError,
} from "modal-emulator";
import { Emulator, type Fault, type FaultPlan } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";
import { elapsed, START } from "../../support/elapsed.js";

const app = new App("faults");
const runs = Dict.fromName<number>("runs", { createIfMissing: true });
let inputs = 0;

const work = app.function(
  { retries: new Retries({ maxRetries: 4, backoffCoefficient: 1 }) },
  async function work(name: string, ms = 0) {
    inputs++;
    await sleep(ms);
    console.log(name);
    return `${name} ${inputs}`;
  },
);
const quick = app.function({ maxContainers: 1 }, async function quick(n: number) {
  return n + ++inputs / 10;
});
const counted = app.function({}, async function counted(ms: number) {
  await runs.put("runs", ((await runs.get("runs", 0)) ?? 0) + 1);
  await sleep(ms);
  return runs.get("runs");
});
const limited = app.function({ timeoutMs: 2000, startupTimeoutMs: 3000 }, async function limited() {
  return "in time";
});
const hangsOnce = app.function({ timeoutMs: 2000 }, async function hangsOnce() {
  const isSecond = await runs.contains("hung");
  await runs.put("hung", 1);
  if (!isSecond) await new Promise(() => undefined);
  return "second";
});
const together = app.function(
  { maxContainers: 1 },
  batched({ maxBatchSize: 3, waitMs: 10 }, async function together(names: string[]) {
    return names;
  }),
);
const beside = app.function(
  { maxContainers: 1 },
  concurrent({ maxInputs: 3 }, async function beside(name: string, ms: number) {
    await sleep(ms);
    console.log(name);
    return name;
  }),
);
const items = app.function({ isGenerator: true }, async function* items() {
  yield* [1, 2, 3];
});
const kept = app.function({ nonpreemptible: true }, async function kept() {
  return "kept";
});
const Service = app.cls(
  {},
  class Service {
    run = method(() => "ran");
  },
);

const statuses = (world: Emulator): string[] => world.events.of("attempt.ended").map(({ status }) => status);
const kinds = (world: Emulator): string[] =>
  world.events.of("fault.injected").map(({ kind, attempt }) => `${kind} ${attempt}`);
const lines = (world: Emulator): string[] => [...world.logs].map(({ message }) => message);

describe("faults of attempts", () => {
  test("fail: with an error, which is retried; the code does not run", async ({ world }) => {
    world.faults.fail(work, { times: 2, error: new RangeError("503") });
    await world.run(app, async () => expect(await work.remote("a")).toBe("a 1"));
    expect(work).toHaveRetried({ times: 2, delaysMs: [1000, 1000] });
    expect(world.events.of("attempt.ended").map(({ error }) => error)).toEqual([
      { name: "RangeError", message: "503" },
      { name: "RangeError", message: "503" },
      undefined,
    ]);
    expect(lines(world)).toEqual(["a"]);
  });

  test("fail: its error reaches the caller as its class, and its default says what it was", async ({ world }) => {
    world.faults.fail("faults/quick", { calls: 1, error: { name: "NotFoundError", message: "gone" } });
    world.faults.fail(quick, { calls: 2 });
    await world.run(app, async () => {
      await expectRejection(() => quick.remote(1), NotFoundError, "gone");
      await expectRejection(() => quick.remote(2), Error, "A fault hit attempt 1 at input in-", "`quick`");
      expect(await quick.remote(3)).toBe(3.1);
    });
  });

  test("crash: after a while, or at the latest when the attempt ends; it runs again at once", async ({ world }) => {
    world.faults.crash(work, { attempts: 1, afterMs: 400 });
    world.faults.crash(work, { attempts: 2, afterMs: 60_000 });
    await world.run(app, async () => expect(await work.remote("a", 1000)).toBe("a 1"));
    expect(elapsed(world)).toBe(2400);
    expect(statuses(world)).toEqual(["INTERNAL_FAILURE", "INTERNAL_FAILURE", "SUCCESS"]);
    expect(lines(world)).toEqual(["a", "a"]);
    expect(work).not.toHaveRetried();
  });

  test("crash: without `afterMs` when the code first waits, or ends", async ({ world }) => {
    world.faults.crash("any", { attempts: [1] });
    await world.run(app, async () => {
      expect(await quick.remote(1)).toBe(1.1);
      expect(await work.remote("a", 1000)).toBe("a 1");
    });
    expect(elapsed(world)).toBe(1000);
    expect(lines(world)).toEqual(["a"]);
  });

  test("an input that crashes nine times fails with InternalFailure; the ninth crash was counted, not what others did", async ({
    world,
  }) => {
    world.faults.crash(quick);
    await world.run(app, () =>
      expectRejection(() => quick.remote(1), InternalFailure, "was lost 9 times: it crashed (a fault)"),
    );
    expect(world.containers(quick)).toHaveLength(9);
  });

  test("outOfMemory: a crash that says why", async ({ world }) => {
    world.faults.outOfMemory(work, { calls: [1], attempts: 1 });
    await world.run(app, () => work.forEach(["a", "b"]));
    expect(
      world.events.of("container.stopped").filter(({ reason }) => reason === "it ran out of memory (a fault)"),
    ).toHaveLength(1);
    expect(kinds(world)).toEqual(["outOfMemory 1"]);
  });

  test("loseOutput: all the code has run, and runs again, in the same container", async ({ world }) => {
    world.faults.loseOutput(counted, { attempts: 1 });
    await world.run(app, async () => expect(await counted.remote(100)).toBe(2));
    expect(world.containers(counted)).toHaveLength(1);
    expect(statuses(world)).toEqual(["INTERNAL_FAILURE", "SUCCESS"]);
  });

  test("duplicate: the input runs again while the older attempt does, whose late output is ignored", async ({
    world,
  }) => {
    world.faults.duplicate(counted, { times: 1 });
    await world.run(app, async () => {
      expect(await counted.remote(1000)).toBe(2);
      await world.clock.advance(1000);
      expect(await counted.getCurrentStats()).toMatchObject({ numTotalRunners: 2, numRunningInputs: 0 });
    });
    expect(world.events.of("attempt.started")).toHaveLength(2);
    expect(world.events.of("input.ended")).toHaveLength(1);
  });

  test("duplicate: what is handed out once more is not handed out again for that, however long it takes", async ({
    world,
  }) => {
    world.faults.duplicate("any");
    await world.run(app, async () => {
      expect(await counted.remote(1000)).toBe(2);
      expect(await work.remote("A1", 5000)).toMatch(/^A1/);
    });
    for (const { inputs: own } of world.calls())
      for (const { attempts, status } of own) expect([attempts, status]).toEqual([2, "SUCCESS"]);
  });

  test("duplicate: each retry is an attempt of its own, which is handed out twice, too", async ({ world }) => {
    let tries = 0;
    world.mock(work, async () => {
      const isEarly = ++tries < 3;
      await world.clock.sleep(1);
      if (isEarly) throw new Error("not yet");
      return "done";
    });
    world.faults.duplicate(work);
    expect(await world.run(app, () => work.remote("A1"))).toBe("done");
    expect(world.events.of("fault.injected").map(({ attempt }) => attempt)).toEqual([1, 3]);
  });

  test("failStorage in a plan hits what the functions that it names ask for, and nobody else", async () => {
    await using world = await Emulator.start({
      threads: 0,
      faults: [{ kind: "failStorage", function: "faults/counted", operations: ["put"] }],
    });
    await world.run(app, async () => {
      await expect(counted.remote(1)).rejects.toThrow(ServiceError);
      await runs.put("runs", 7);
      expect(await hangsOnce.spawn()).toBeDefined();
    });
    expect(world.events.of("fault.storage")).toHaveLength(1);
  });

  test("duplicate: in one container too, where the later attempt is accepted beside the older", async ({ world }) => {
    world.faults.duplicate(beside, { times: 1 });
    await world.run(app, async () => {
      expect(await beside.remote("a", 100)).toBe("a");
      await world.clock.advance(1);
      expect(await beside.getCurrentStats()).toMatchObject({
        numTotalRunners: 1,
        numRunningInputs: 0,
        inputHeadroom: 3,
      });
    });
    expect(lines(world)).toEqual(["a", "a"]);
  });

  test("duplicate: the very same attempt is ignored by its container", async ({ world }) => {
    world.faults.duplicate(counted, { as: "same" });
    world.faults.duplicate(together, { as: "same" });
    await world.run(app, async () => {
      expect(await counted.remote(1000)).toBe(1);
      expect(await Array.fromAsync(together.map(["a", "b"]))).toEqual(["a", "b"]);
    });
    expect(statuses(world)).toEqual(["SUCCESS", "SUCCESS", "SUCCESS"]);
  });

  test("duplicate: an attempt that nobody waits for ends at its time limit", async ({ world }) => {
    world.faults.duplicate(hangsOnce, { times: 1 });
    await world.run(app, async () => {
      expect(await hangsOnce.remote()).toBe("second");
      await world.clock.advance(62_000);
    });
    expect(world.events.of("container.exiting")).toMatchObject([
      { at: START + 32_000, reason: "an input that hit its time limit did not give way" },
    ]);
    expect(world.events.of("container.stopped").map(({ at }) => at - START)).toContain(62_000);
  });

  test("delay: the time limit counts", async ({ world }) => {
    world.faults.delay(limited, { calls: 1, delayMs: 1500 });
    world.faults.delay(limited, { calls: 2, delayMs: 2500 });
    await world.run(app, async () => {
      expect(await limited.remote()).toBe("in time");
      expect(elapsed(world)).toBe(1500);
      await expectRejection(() => limited.remote(), FunctionTimeoutError, "hit its timeout of 2s");
    });
  });

  test("delay: an input that is cancelled before it came never comes, and its container is free", async ({ world }) => {
    world.faults.delay(work, { delayMs: 10_000, times: 1 });
    await world.run(app, async () => {
      const call = await work.spawn("a");
      await world.clock.advance(1000);
      await call.cancel();
      expect(await work.remote("b")).toBe("b 1");
    });
    expect(world.containers(work)).toHaveLength(1);
    expect(lines(world)).toEqual(["b"]);
  });

  test("slowStart: the limit of the start counts", async ({ world }) => {
    world.faults.slowStart(limited, { delayMs: 2000, containers: 1 });
    world.faults.slowStart("faults/limited", { delayMs: 4000, containers: [2, 3, 4, 5, 6, 7, 8, 9] });
    world.faults.slowStart(new Service().run, { delayMs: 50 });
    await world.run(app, async () => {
      await limited.remote();
      expect(elapsed(world)).toBe(2000);
      await world.clock.advance({ minutes: 2 });
      await expectRejection(() => limited.remote(), FunctionTimeoutError, "did not start within 3000 ms");
      await new Service().run.remote();
    });
    expect(world.events.of("fault.injected").map(({ kind, function: name, input }) => [kind, name, input])).toEqual([
      ...Array.from({ length: 9 }, () => ["slowStart", "limited", null]),
      ["slowStart", "Service", null],
    ]);
  });

  test("hit batches as a whole, generators, methods and mocks", async ({ world }) => {
    world.faults.fail(together, { calls: 2 });
    world.faults.crash(items, { times: 1 });
    world.faults.fail("faults/Service.run");
    world.faults.loseOutput(quick, { times: 1 });
    world.faults.fail(quick, { attempts: 2 });
    let mocked = 0;
    world.mock(quick, (n: number) => n + ++mocked);
    await world.run(app, async () => {
      expect(await Promise.allSettled([together.remote("a"), together.remote("b")])).toMatchObject([
        { status: "rejected" },
        { status: "rejected" },
      ]);
      expect(await Array.fromAsync(items.remoteGen())).toEqual([1, 2, 3]);
      await expectRejection(() => new Service().run.remote(), Error, "`Service.run`");
      await expectRejection(() => quick.remote(1), Error, "attempt 2");
    });
    expect(mocked).toBe(1);
  });
});

describe("what faults hit", () => {
  test("calls by number, attempts, so many times, by a predicate; the fault that was given first", async ({
    world,
  }) => {
    world.faults.fail(quick, { calls: [1, 3], error: new Error("first") });
    world.faults.fail(quick, {
      when: ({ index, attempt, app: name, function: tag, containerId, at }) =>
        index === 3 &&
        attempt === 1 &&
        name === "faults" &&
        tag === "quick" &&
        containerId !== undefined &&
        at >= START,
      error: new Error("second"),
    });
    world.faults.fail(quick, { times: 1, error: new Error("third") });
    const results = await world.run(app, () =>
      Array.fromAsync(quick.map([10, 20, 30, 40, 50], { returnExceptions: true })),
    );
    expect(results.map(String)).toEqual(["Error: first", "Error: third", "Error: first", "Error: second", "50.1"]);
  });

  test("by chance, which comes from the seed and is a fault's own", async () => {
    const hits = async (seed: number, extra: readonly Fault[]): Promise<string> => {
      await using world = await Emulator.start({
        seed,
        threads: 0,
        faults: [{ kind: "fail", function: "faults/quick", probability: 0.5 }, ...extra],
      });
      const results = await world.run(app, () =>
        Array.fromAsync(quick.map(Array(20).keys(), { returnExceptions: true })),
      );
      return results.map((result) => (typeof result === "number" ? "." : "x")).join("");
    };
    const reference = await hits(1, []);
    expect(reference).toMatch(/x.*\..*x/);
    expect(await hits(1, [{ kind: "fail", function: "faults/work", probability: 0.5 }])).toBe(reference);
    expect(await hits(2, [])).not.toBe(reference);
  });

  test("a plan is what a world begins with, and is plain data", async () => {
    const plan: FaultPlan = [
      { kind: "crash", function: "faults/work", calls: 1, attempts: 1 },
      { kind: "slowStart", delayMs: 100 },
      { kind: "failStorage", operations: ["get"], times: 1, error: { name: "ServiceError", message: "no storage" } },
    ];
    await using world = await Emulator.start({ faults: JSON.parse(JSON.stringify(plan)) as FaultPlan });
    await world.run(app, async () => {
      expect(await work.remote("a", 5)).toBe("a 1");
      await expectRejection(() => counted.remote(1), ServiceError, "no storage");
    });
    expect(elapsed(world)).toBe(305);
    expect(() => world.faults.verify()).not.toThrow();
  });
});

describe("verify", () => {
  test("tells what had nothing to hit, unless that is all right; a chance that did not come up is", async () => {
    await using world = await Emulator.start({
      faults: [
        { kind: "preempt", attempts: 1 },
        { kind: "delay", delayMs: 5, function: "faults/nope" },
      ],
    });
    world.faults.crash(quick, { calls: 7 });
    world.faults.crash(quick, { probability: 1e-9 });
    world.faults.loseOutput(quick, { optional: true, attempts: 9 });
    world.faults.preempt("faults/kept");
    world.faults.failStorage(runs, { operations: ["clear"] });
    await world.run(app, async () => void (await quick.remote(1), await kept.remote()));
    expectError(
      () => world.faults.verify(),
      InvalidError,
      "Faults had nothing to hit:",
      'faults[1], {"kind":"delay","delayMs":5,"function":"faults/nope"}',
      'world.faults.crash(quick, {"calls":7})',
      'world.faults.preempt("faults/kept", {})',
      'world.faults.failStorage(the Dict, {"operations":["clear"]})',
      "optional: true",
    );
    expect(() => world.faults.verify()).toThrow(/^Faults had nothing to hit:(\n  .+){4}\nCorrect/);
  });
});

describe("mistakes", () => {
  test("in what helpers are given", async ({ world }) => {
    const { faults } = world;
    const odd = faults as unknown as Record<string, (...given: unknown[]) => void>;
    const refused = (name: string, given: readonly unknown[], ...fragments: string[]): void =>
      expectError(() => odd[name]?.call(faults, ...given), InvalidError, ...fragments);
    refused("fail", [work, { error: "503" }], 'Option "error" of world.faults.fail must be an Error', 'got "503"');
    refused("fail", [work, { delayMs: 1 }], 'Unknown option "delayMs" of world.faults.fail');
    refused("fail", [work, { function: "a/b" }], 'Unknown option "function"');
    refused("fail", [5], "pass a function's handle");
    refused("fail", ["work"], '"app/name"');
    refused("preempt", [work, { afterMs: -1 }], '"afterMs" of world.faults.preempt', "from 0 to 8.64e15", "got -1");
    refused("preempt", [kept], "`kept` is `nonpreemptible`");
    refused("crash", [work, { calls: 0 }], '"calls" of world.faults.crash', "from 1", "got 0");
    refused("crash", [work, { calls: [] }], '"calls"', "got a list");
    refused("outOfMemory", [work, { attempts: 1.5 }], '"attempts" of world.faults.outOfMemory', "got 1.5");
    refused("loseOutput", [work, { times: 0 }], '"times" of world.faults.loseOutput', "got 0");
    refused("loseOutput", [work, 5], "world.faults.loseOutput takes an options object");
    refused("duplicate", [work, { as: "other" }], '"as" of world.faults.duplicate', '"next" or "same"');
    refused("delay", [work, {}], '"delayMs" of world.faults.delay', "above 0", "got undefined");
    refused("delay", [work, { delayMs: 0 }], '"delayMs"', "got 0");
    refused("slowStart", [work, { delayMs: 1, containers: "1" }], '"containers" of world.faults.slowStart');
    refused("slowStart", [work, { delayMs: 1, calls: 1 }], 'Unknown option "calls" of world.faults.slowStart');
    refused("crash", [work, { probability: 0 }], '"probability"', "above 0 and at most 1");
    refused("crash", [work, { when: true }], '"when"', "a function");
    refused("crash", [work, { optional: 1 }], '"optional"', "true or false");
    refused("failStorage", ["any", { operations: ["eat"] }], '"operations"', '"eat"');
    await world.close();
    expectError(() => faults.crash(work), ClientClosed, "world.faults.crash: this world is closed");
  });

  test("in a plan", async () => {
    const refused = (faults: unknown, ...fragments: string[]): Promise<void> =>
      expectRejection(() => Emulator.start({ faults: faults as FaultPlan }), InvalidError, ...fragments);
    await refused({}, "faults must be a list of faults, not an object");
    await refused([5], "faults[0] of Emulator.start must be an object whose `kind` is one of fail, preempt", "got 5");
    await refused([{ kind: "explode" }], 'got "explode"');
    await refused(
      [{ kind: "crash" }, { kind: "crash", function: "work" }],
      'Option "function" of faults[1]',
      '"app/function"',
      'got "work"',
    );
    await refused([{ kind: "failStorage", function: "b" }], 'Option "function" of faults[0]', 'got "b"');
    await refused([{ kind: "delay" }], 'Option "delayMs" of faults[0]');
    await refused([{ kind: "crash", time: 1 }], 'Unknown option "time" of faults[0]', 'Did you mean "times"?');
  });
});
