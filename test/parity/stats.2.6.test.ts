import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { App, ExecutionError, Function_, InvalidError, NotFoundError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "./expect-error.js";

const body = async function nap(ms: number): Promise<string> {
  await sleep(ms);
  return "rested";
};
const app = new App("stats");
const nap = app.function({ maxContainers: 2 }, body);
const bounded = app.function({ minContainers: 1, maxContainers: 4, bufferContainers: 1, scaledownWindowMs: 30_000 }, async function bounded() {});
const items = app.function({}, function* items() {
  yield 1;
});
const asGenerator = app.function({ name: "as_generator", isGenerator: true }, () => [1, 2][Symbol.iterator]());

describe("a function's handle", () => {
  test("gives its raw function: the very object", () => {
    expect(nap.getRawFunction()).toBe(body);
  });

  test("knows its name and whether it is a generator", () => {
    expect([nap.name, nap.isGenerator]).toEqual(["nap", false]);
    expect([items.name, items.isGenerator]).toEqual(["items", true]);
    expect([asGenerator.name, asGenerator.isGenerator]).toEqual(["as_generator", true]);
  });

  test("is an instance of Function_", () => {
    expect(nap).toBeInstanceOf(Function_);
    expect(items).toBeInstanceOf(Function_);
    expect(body).not.toBeInstanceOf(Function_);
  });

  test("that was looked up has no raw function", () => {
    expectError(() => Function_.fromName("stats", "nap").getRawFunction(), ExecutionError, "getRawFunction", "looked up");
  });
});

describe("getCurrentStats", () => {
  test("counts backlog, containers, running inputs and headroom", async ({ world }) => {
    await world.run(app, async () => {
      expect(await nap.getCurrentStats()).toEqual({ backlog: 0, numTotalRunners: 0, numRunningInputs: 0, inputHeadroom: 0 });
      await nap.spawnMap([1000, 2000, 3000]);
      await world.clock.advance(1);
      expect(await nap.getCurrentStats()).toEqual({ backlog: 1, numTotalRunners: 2, numRunningInputs: 2, inputHeadroom: 0 });
      await world.clock.advance(2500);
      expect(await nap.getCurrentStats()).toEqual({ backlog: 0, numTotalRunners: 2, numRunningInputs: 1, inputHeadroom: 1 });
    });
  });

  test("can be asked from a looked-up handle", async ({ world }) => {
    await world.deploy(app);
    await world.clock.runUntilIdle();
    const found = Function_.fromName("stats", "bounded");
    expect(await world.within(() => found.getCurrentStats())).toMatchObject({ numTotalRunners: 1, inputHeadroom: 1 });
  });
});

describe("updateAutoscaler", () => {
  test("changes what is given, keeps the rest, and returns the settings", async ({ world }) => {
    await world.run(app, async () => {
      expect(await bounded.updateAutoscaler({ maxContainers: 7 })).toEqual({ minContainers: 1, maxContainers: 7, bufferContainers: 1, scaledownWindowMs: 30_000 });
      expect(await bounded.updateAutoscaler({ minContainers: 0, scaledownWindowMs: 5000 })).toEqual({ minContainers: 0, maxContainers: 7, bufferContainers: 1, scaledownWindowMs: 5000 });
    });
  });

  test("acts at once: containers are started for a new minimum", async ({ world }) => {
    await world.run(app, async () => {
      await nap.updateAutoscaler({ minContainers: 2 });
      await world.clock.runUntilIdle();
      expect(await nap.getCurrentStats()).toMatchObject({ numTotalRunners: 2, inputHeadroom: 2 });
    });
  });

  test("acts at once: a higher maximum lets the backlog go on", async ({ world }) => {
    await world.run(app, async () => {
      await nap.spawnMap([1000, 1000, 1000, 1000]);
      await world.clock.advance(100);
      await nap.updateAutoscaler({ maxContainers: 4 });
      await world.clock.advance(100);
      expect(await nap.getCurrentStats()).toMatchObject({ backlog: 0, numRunningInputs: 4 });
    });
  });

  test("lets containers go when the minimum is lower", async ({ world }) => {
    await world.run(app, async () => {
      await nap.updateAutoscaler({ minContainers: 2 });
      await nap.remote(10);
      await nap.updateAutoscaler({ minContainers: 1 });
      await world.clock.advance({ minutes: 2 });
      expect(await nap.getCurrentStats()).toMatchObject({ numTotalRunners: 1 });
      await nap.updateAutoscaler({ minContainers: 0 });
      await world.clock.advance({ minutes: 2 });
      expect(await nap.getCurrentStats()).toMatchObject({ numTotalRunners: 0 });
    });
  });

  test("lets containers go earlier when the window is shorter", async ({ world }) => {
    await world.run(app, async () => {
      await nap.updateAutoscaler({ scaledownWindowMs: 2000 });
      await nap.remote(10);
      await world.clock.advance(2000);
      expect(await nap.getCurrentStats()).toMatchObject({ numTotalRunners: 0 });
    });
  });

  test("refuses a minimum above the maximum, values out of range and unknown options", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(() => nap.updateAutoscaler({ minContainers: 3 }), InvalidError, "minContainers (3)", "maxContainers (2)");
      await expectRejection(() => nap.updateAutoscaler({ minContainers: -1 }), InvalidError, "minContainers");
      await expectRejection(() => nap.updateAutoscaler({ maxContainers: 1.5 }), InvalidError, "maxContainers");
      await expectRejection(() => nap.updateAutoscaler({ scaledownWindowMs: 0 }), InvalidError, "scaledownWindowMs");
      // @ts-expect-error unknown
      await expectRejection(() => nap.updateAutoscaler({ minContainer: 1 }), InvalidError, 'Did you mean "minContainers"?');
    });
  });
});

describe("Function_.fromName", () => {
  test("finds a function of a deployed app; without a type, arguments and result are free", async ({ world }) => {
    await world.deploy(app);
    const untyped = Function_.fromName("stats", "nap");
    const rested: string = await world.within(() => untyped.remote(5));
    expect(rested).toBe("rested");
  });

  test("takes the function's type from its handle or its body", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      expect((await Function_.fromName<typeof nap>("stats", "nap").remote(5)).length).toBe(6);
      expect((await Function_.fromName<typeof body>("stats", "nap").remote(5)).length).toBe(6);
      expect(await Array.fromAsync(Function_.fromName<typeof items>("stats", "items").remoteGen())).toEqual([1]);
    });
  });

  test("of a missing function, app or environment is a NotFoundError naming all three", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      await expectRejection(() => Function_.fromName("stats", "nope").remote(), NotFoundError, '"nope"', '"stats"', '"main"');
      await expectRejection(() => Function_.fromName("nope", "nap").spawn(), NotFoundError, '"nap"', '"nope"', '"main"');
      await expectRejection(() => Function_.fromName("stats", "nap", { environment: "elsewhere" }).hydrate(), NotFoundError, '"nap"', '"stats"', '"elsewhere"');
    });
  });

  test("does not find what merely runs", async ({ world }) => {
    await world.run(app, () => expectRejection(() => Function_.fromName("stats", "nap").remote(1), NotFoundError, "deploy"));
  });

  test("refuses a method's name, and points to Cls", () => {
    expectError(() => Function_.fromName("stats", "Model.predict"), InvalidError, "Cls.fromName", "Model");
    expectError(() => Function_.fromName("stats", ""), InvalidError, "non-empty string");
  });

  test("refuses unknown options", () => {
    // @ts-expect-error unknown
    expectError(() => Function_.fromName("stats", "nap", { environmentName: "main" }), InvalidError, "environmentName");
  });

  test("finds a function that is deployed after the handle was made", async ({ world }) => {
    const early = Function_.fromName<typeof nap>("stats", "nap");
    await world.deploy(app);
    expect(await world.within(() => early.remote(1))).toBe("rested");
  });

  test("the lookup of a function is eager", async ({ world }) => {
    await expectRejection(() => world.within(() => Function_.lookup("stats", "nap")), NotFoundError, "nap");
    await world.deploy(app);
    const found = await world.within(() => Function_.lookup<typeof nap>("stats", "nap"));
    expect(world.within(() => found.functionId)).toBe(world.within(() => nap.functionId));
  });
});
