// Modal: docs/modal/batching-concurrency-clusters.md#concurrency
import { describe, expect } from "vitest";
import { App, batched, concurrent, InvalidError, method } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError } from "../../support/expect-error.js";
import { app, batchesAtOnce, Server, stubborn, targeted, together } from "../apps/together.js";

describe("concurrent", () => {
  test("a container takes up to maxInputs at once; each keeps its input id across awaits", async ({ world }) => {
    await world.run(app, async () => {
      const start = world.clock.now();
      const results = await Promise.all([100, 100, 100, 100].map((ms) => together.remote(ms)));
      expect(results.map(({ most }) => most)).toEqual([1, 2, 3, 1]);
      expect(results.every(({ own }) => own)).toBe(true);
      expect(new Set(results.map(({ id }) => id)).size).toBe(4);
      expect(world.clock.now() - start).toBe(200);
      expect(world.containers(together)).toHaveLength(1);
    });
  });

  test("the autoscaler counts targetInputs for each container; beyond them it goes when there may be no further container", async ({
    world,
  }) => {
    await world.run(app, async () => {
      const two = await Promise.all([100, 100].map((ms) => targeted.remote(ms)));
      expect([two, world.containers(targeted).length]).toEqual([[1, 2], 1]);
      const six = await Promise.all([100, 100, 100, 100, 100, 100].map((ms) => targeted.remote(ms)));
      expect([six.toSorted(), world.containers(targeted).length]).toEqual([[1, 1, 2, 2, 3, 3], 2]);
    });
  });

  test("stats count the inputs that containers could still take", async ({ world }) => {
    await world.run(app, async () => {
      const call = await together.spawn(100);
      await world.clock.advance(50);
      expect(await together.getCurrentStats()).toEqual({
        backlog: 0,
        numTotalRunners: 1,
        numRunningInputs: 1,
        inputHeadroom: 2,
      });
      await call.get();
      expect(await together.getCurrentStats()).toMatchObject({ numRunningInputs: 0, inputHeadroom: 3 });
    });
  });

  test("cancelling one input leaves the others alone", async ({ world }) => {
    await world.run(app, async () => {
      const [one, other] = [await together.spawn(100), await together.spawn(100)];
      await world.clock.advance(50);
      await one.cancel();
      expect(await other.get()).toMatchObject({ most: 2 });
      expect(world.containers(together)).toHaveLength(1);
    });
  });

  // Modal: docs/modal/ending-containers.md#cancellation
  test("cancelling one that cannot be interrupted ends the container, and the innocent ones run again", async ({
    world,
  }) => {
    await world.run(app, async () => {
      const [one, other] = [await stubborn.spawn(100_000), await stubborn.spawn(120_000)];
      await world.clock.advance(50);
      await one.cancel();
      expect(await other.get()).toBe(120_000);
    });
    expect(world.containers(stubborn)).toHaveLength(2);
    expect(world.events.of("container.exiting")[0]).toMatchObject({
      reason: "an input that was cancelled did not give way",
    });
    expect(world.calls(stubborn).map(({ inputs }) => [inputs[0]?.status, inputs[0]?.attempts])).toEqual([
      ["TERMINATED", 1],
      ["SUCCESS", 2],
    ]);
  });

  test("a batch takes one place", async ({ world }) => {
    expect(await world.run(app, () => Array.fromAsync(batchesAtOnce.map([1, 2, 3, 4, 5])))).toEqual([
      "1:2:1",
      "2:2:1",
      "3:2:2",
      "4:2:2",
      "5:1:1",
    ]);
  });

  test("of a class: all methods of an instance share its containers; each input keeps its id", async ({ world }) => {
    await world.run(app, async () => {
      const start = world.clock.now();
      const server = new Server();
      const results = await Promise.all([100, 100, 100, 100, 100, 100].map((ms) => server.serve.remote(ms)));
      expect(results.map(({ most }) => most).toSorted()).toEqual([1, 1, 2, 2, 3, 3]);
      expect(results.every(({ own, entered }) => own && entered === 1)).toBe(true);
      expect(new Set(results.map(({ id }) => id)).size).toBe(6);
      expect([world.clock.now() - start, world.containers(server.serve).length]).toEqual([100, 2]);
      expect(await Promise.all([server.serve.remote(10), server.other.remote(10)])).toMatchObject([{ most: 1 }, 2]);
      expect(await new Server({ size: "big" }).other.remote(1)).toBe(1);
    });
    expect(world.containers(new Server({ size: "big" }).serve)).toHaveLength(1);
    expect(new Server().serve.definition).toMatchObject({ concurrency: { maxInputs: 3, targetInputs: 3 } });
  });

  test("on a method, or on what is in an app already, it is an error", () => {
    const scratch = new App("scratch");
    const limited = concurrent({ maxInputs: 2 }) as unknown as (...decorated: unknown[]) => void;
    const fn = async (): Promise<number> => 1;
    expectError(
      () =>
        scratch.cls(
          { isolation: "inline" },
          class Inner {
            run = concurrent({ maxInputs: 2 }, method(fn));
          },
        ),
      InvalidError,
      "decorate the class",
    );
    expectError(
      () =>
        scratch.cls(
          { isolation: "inline" },
          class Outer {
            run = method(concurrent({ maxInputs: 2 }, fn));
          },
        ),
      InvalidError,
      "decorate the class",
    );
    expectError(
      () => limited(fn, { kind: "method", name: "m", addInitializer: fn }),
      InvalidError,
      "decorate the class",
    );
    expectError(() => limited({}, "m", { value: fn }), InvalidError, "decorate the class");
    expectError(
      () => concurrent({ maxInputs: 2 }, scratch.function({ name: "f", isolation: "inline" }, fn) as never),
      InvalidError,
      "swap the order of the decorators",
    );
    expectError(() => concurrent({ maxInputs: 2 }, Server as never), InvalidError, "swap the order of the decorators");
    class Registered {}
    scratch.cls({ isolation: "inline" })(Registered);
    expectError(() => limited(Registered), InvalidError, "swap the order of the decorators");
    expectError(
      () => concurrent(fn as never, { kind: "method", name: "m", addInitializer: fn } as never),
      InvalidError,
      "decorate the class",
    );
    class Twice {}
    limited(Twice);
    expectError(
      () => limited(Twice, { kind: "class", name: "Twice", addInitializer: fn }),
      InvalidError,
      "`Twice` is made concurrent twice",
    );
    const Derived = scratch.cls(
      { isolation: "inline" },
      class Derived extends Twice {
        run = method(fn);
      },
    );
    expect(new Derived().run.definition).not.toHaveProperty("concurrency"); // it is that of the base class
  });

  test("checks its options and its function", () => {
    const fn = async (): Promise<void> => undefined;
    // @ts-expect-error missing
    expectError(() => concurrent({}, fn), TypeError, "missing required argument: `maxInputs`");
    for (const maxInputs of [0, 1.5, -1, 1001, Number.NaN])
      expectError(
        () => concurrent({ maxInputs }, fn),
        InvalidError,
        '"maxInputs"',
        "whole number from 1 to 1000",
        String(maxInputs),
      );
    expectError(() => concurrent({ maxInputs: 2, targetInputs: 3 }, fn), InvalidError, '"targetInputs"', "(3)", "(2)");
    for (const targetInputs of [true, 0.5, -1, Number.POSITIVE_INFINITY])
      expectError(
        () => concurrent({ maxInputs: 2, targetInputs: targetInputs as number }, fn),
        InvalidError,
        '"targetInputs"',
      );
    expectError(() => concurrent({ maxInputs: 2 }, concurrent({ maxInputs: 2 }, fn)), InvalidError, "twice");
    const both = new App("a").function(
      { name: "both", isolation: "inline" },
      concurrent(
        { maxInputs: 4, targetInputs: 2 },
        batched({ maxBatchSize: 2, waitMs: 1 }, async (numbers: number[]) => numbers),
      ),
    );
    expect(both.definition).toMatchObject({
      concurrency: { maxInputs: 4, targetInputs: 2 },
      batch: { maxBatchSize: 2 },
    });
  });
});
