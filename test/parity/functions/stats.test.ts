// Modal: docs/modal/calling.md#functions-as-objects
import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { App, concurrent, ExecutionError, Function_, InvalidError, NotFoundError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";

const body = async function nap(ms: number): Promise<string> {
  await sleep(ms);
  return "rested";
};
const app = new App("stats");
const nap = app.function({ maxContainers: 2 }, body);
const bounded = app.function(
  { minContainers: 1, maxContainers: 4, bufferContainers: 1, scaledownWindowMs: 30_000 },
  async function bounded() {},
);
const side = app.function({ name: "side", maxContainers: 2 }, concurrent({ maxInputs: 3, targetInputs: 2 }, body));
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
    expectError(
      () => Function_.fromName("stats", "nap").getRawFunction(),
      ExecutionError,
      "getRawFunction",
      "looked up",
    );
  });
});

describe("getCurrentStats", () => {
  test("counts backlog, containers, running inputs and headroom", async ({ world }) => {
    await world.run(app, async () => {
      expect(await nap.getCurrentStats()).toEqual({
        backlog: 0,
        numTotalRunners: 0,
        numRunningInputs: 0,
        inputHeadroom: 0,
      });
      await nap.spawnMap([1000, 2000, 3000]);
      await world.clock.advance(1);
      expect(await nap.getCurrentStats()).toEqual({
        backlog: 1,
        numTotalRunners: 2,
        numRunningInputs: 2,
        inputHeadroom: 0,
      });
      await world.clock.advance(2500);
      expect(await nap.getCurrentStats()).toEqual({
        backlog: 0,
        numTotalRunners: 2,
        numRunningInputs: 1,
        inputHeadroom: 1,
      });
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
      expect(await bounded.updateAutoscaler({ maxContainers: 7 })).toEqual({
        minContainers: 1,
        maxContainers: 7,
        bufferContainers: 1,
        scaledownWindowMs: 30_000,
      });
      expect(await bounded.updateAutoscaler({ minContainers: 0, scaledownWindowMs: 5000 })).toEqual({
        minContainers: 0,
        maxContainers: 7,
        bufferContainers: 1,
        scaledownWindowMs: 5000,
      });
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

  test("of a lower maximum stops idle containers and those that start at once, and busy ones after their input", async ({
    world,
  }) => {
    await world.run(app, async () => {
      await nap.updateAutoscaler({ maxContainers: 6 });
      await nap.spawnMap([1000, 1000, 30_000, 40_000, 50_000]);
      await world.clock.advance(2000);
      await nap.updateAutoscaler({ maxContainers: 2 });
      expect(await nap.getCurrentStats()).toEqual({
        backlog: 0,
        numTotalRunners: 3,
        numRunningInputs: 3,
        inputHeadroom: 0,
      });
      await nap.spawnMap([5000]);
      await world.clock.advance(30_000);
      expect(await nap.getCurrentStats()).toEqual({
        backlog: 1,
        numTotalRunners: 2,
        numRunningInputs: 2,
        inputHeadroom: 0,
      });
      await nap.updateAutoscaler({ maxContainers: 3 });
      await world.clock.advance(1);
      expect(await nap.getCurrentStats()).toMatchObject({ backlog: 0, numTotalRunners: 3 });
    });
    expect(
      world.events
        .of("container.stopped")
        .map(({ reason }) => reason)
        .slice(0, 3),
    ).toEqual(["5 containers alive, max 2", "4 containers alive, max 2", "3 containers alive, max 2"]);
    expect(
      world.events.of("autoscaler.updated").map(({ function: name, maxContainers }) => [name, maxContainers]),
    ).toEqual([
      ["nap", 6],
      ["nap", 2],
      ["nap", 3],
    ]);
  });

  test("of a lower maximum lets a busy container with room take nothing more, until there may be more again", async ({
    world,
  }) => {
    await world.run(app, async () => {
      await side.spawnMap([60_000, 60_000, 60_000, 60_000]);
      await world.clock.advance(1);
      expect(await side.getCurrentStats()).toEqual({
        backlog: 0,
        numTotalRunners: 2,
        numRunningInputs: 4,
        inputHeadroom: 2,
      });
      await side.updateAutoscaler({ maxContainers: 1 });
      expect(await side.getCurrentStats()).toMatchObject({ numTotalRunners: 2, inputHeadroom: 0 });
      await side.spawnMap([1, 1]);
      await world.clock.advance(0);
      expect(await side.getCurrentStats()).toMatchObject({ backlog: 2, numRunningInputs: 4 });
      await side.updateAutoscaler({ maxContainers: 2 });
      await world.clock.advance(0);
      expect(await side.getCurrentStats()).toMatchObject({ backlog: 0, numRunningInputs: 6 });
    });
  });

  test("of a shorter window or a lower minimum stops what has been idle for long enough", async ({ world }) => {
    await world.run(app, async () => {
      await nap.updateAutoscaler({ minContainers: 2, scaledownWindowMs: 600_000 });
      await nap.spawnMap([1000, 20_000]);
      await world.clock.advance(10_000);
      await nap.updateAutoscaler({ minContainers: 0, scaledownWindowMs: 5000 });
      await world.clock.advance(0);
      expect(await nap.getCurrentStats()).toMatchObject({ numTotalRunners: 1 });
      await world.clock.advance(15_000);
      expect(await nap.getCurrentStats()).toMatchObject({ numTotalRunners: 0 });
    });
  });

  // Modal: docs/modal/containers.md#autoscaler
  test("a window outside of what Modal documents is taken with a warning", async ({ world, onTestFinished }) => {
    const warnings: string[] = [];
    const listen = ({ message }: Error): void => void warnings.push(message);
    process.on("warning", listen);
    onTestFinished(() => void process.off("warning", listen));
    await world.run(app, async () => {
      for (const scaledownWindowMs of [1999, 2000, 1_200_000, 1_200_001])
        await nap.updateAutoscaler({ scaledownWindowMs });
    });
    const scratch = new App("scratch");
    scratch.function({ name: "brief", scaledownWindowMs: 500, isolation: "inline" }, async () => {});
    await new Promise((resolve) => setImmediate(resolve));
    expect(
      warnings
        .filter((text) => text.includes("scaledownWindowMs"))
        .map((text) => / is (\d+): Modal takes 2000 to 1200000/.exec(text)?.[1]),
    ).toEqual(["1999", "1200001", "500"]);
  });

  test("refuses a minimum above the maximum, values out of range and unknown options", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(
        () => nap.updateAutoscaler({ minContainers: 3 }),
        InvalidError,
        "minContainers (3)",
        "maxContainers (2)",
      );
      await expectRejection(() => nap.updateAutoscaler({ minContainers: -1 }), InvalidError, "minContainers");
      await expectRejection(() => nap.updateAutoscaler({ maxContainers: 1.5 }), InvalidError, "maxContainers");
      await expectRejection(() => nap.updateAutoscaler({ scaledownWindowMs: 0 }), InvalidError, "scaledownWindowMs");
      await expectRejection(
        // @ts-expect-error unknown
        () => nap.updateAutoscaler({ minContainer: 1 }),
        InvalidError,
        'Did you mean "minContainers"?',
      );
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
      await expectRejection(
        () => Function_.fromName("stats", "nope").remote(),
        NotFoundError,
        '"nope"',
        '"stats"',
        '"main"',
      );
      await expectRejection(
        () => Function_.fromName("nope", "nap").spawn(),
        NotFoundError,
        '"nap"',
        '"nope"',
        '"main"',
      );
      await expectRejection(
        () => Function_.fromName("stats", "nap", { environment: "elsewhere" }).hydrate(),
        NotFoundError,
        '"nap"',
        '"stats"',
        '"elsewhere"',
      );
    });
  });

  test("does not find what merely runs", async ({ world }) => {
    await world.run(app, () =>
      expectRejection(() => Function_.fromName("stats", "nap").remote(1), NotFoundError, "deploy"),
    );
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
