// Modal: docs/modal/batching-concurrency-clusters.md#batches
import { describe, expect } from "vitest";
import { App, batched, FunctionTimeoutError, InvalidError, method, RemoteError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";
import { app, delegating, double, Embedder, flaky, joined, slow, wrong } from "../apps/together.js";

describe("batched", () => {
  test("callers pass single values, the body gets lists: full batches at once, the rest after waitMs", async ({
    world,
  }) => {
    await world.run(app, async () => {
      const start = world.clock.now();
      const done: number[] = [];
      const results = await Promise.all(
        [1, 2, 3, 4, 5].map(async (number) => {
          const result = await double.remote(number);
          done.push(world.clock.now() - start);
          return result;
        }),
      );
      expect(results.map(({ twice, of, call }) => [twice, of, call])).toEqual([
        [2, 4, 1],
        [4, 4, 1],
        [6, 4, 1],
        [8, 4, 1],
        [10, 1, 2],
      ]);
      expect(done).toEqual([0, 0, 0, 0, 100]);
    });
  });

  test("a map fills batches; inputs that come while a container waits join its batch", async ({ world }) => {
    await world.run(app, async () => {
      expect((await Array.fromAsync(double.map([1, 2, 3, 4, 5, 6]))).map(({ twice, of }) => [twice, of])).toEqual([
        [2, 4],
        [4, 4],
        [6, 4],
        [8, 4],
        [10, 2],
        [12, 2],
      ]);
      const start = world.clock.now();
      const first = double.remote(1);
      await world.clock.advance(60);
      expect([await first, await double.remote(2)].map(({ of }) => of)).toEqual([1, 1]);
      expect(world.clock.now() - start).toBe(200);
      const [third] = [double.remote(3)];
      await world.clock.advance(60);
      expect((await Promise.all([third, double.remote(4)])).map(({ of }) => of)).toEqual([2, 2]);
    });
  });

  test("each parameter is a list, and the current input is the first of the batch", async ({ world }) => {
    await world.run(app, async () => {
      const ids = (await Promise.all([joined.remote("a", 1), joined.remote("b", 2)])).map((text) => text.split("/"));
      expect(ids.map(([text]) => text)).toEqual(["a1", "b2"]);
      expect(ids[0]?.[1]).toBe(ids[1]?.[1]);
      expect(world.calls(joined).map(({ inputs }) => inputs[0]?.inputId)).toContain(ids[0]?.[1]);
      expect(await joined.local(["a"], [1])).toEqual(["a1/undefined"]);
    });
  });

  test("what is no list of the same length fails every caller, and one error is everyone's", async ({ world }) => {
    await world.run(app, async () => {
      for (const [kind, Class, text] of [
        ["list", InvalidError, "must be a list"],
        ["length", InvalidError, "equal length"],
        ["throw", RangeError, "no"],
      ] as const) {
        const outcomes = await Promise.allSettled([wrong.remote(kind), wrong.remote(kind)]);
        for (const outcome of outcomes)
          await expectRejection(
            () => (outcome.status === "rejected" ? Promise.reject(outcome.reason as Error) : Promise.resolve()),
            Class,
            text,
          );
      }
      // @ts-expect-error a missing argument
      const outcomes = await Promise.allSettled([joined.remote("a", 1), joined.remote("b")]);
      for (const outcome of outcomes)
        expect(outcome).toMatchObject({
          status: "rejected",
          reason: {
            name: "InvalidError",
            message: expect.stringContaining("`joined` takes 2 positional arguments, but an input of this batch has 1"),
          },
        });
      // @ts-expect-error one too many, in all inputs of the batch
      await expectRejection(() => joined.remote("a", 1, 2), InvalidError, "takes 2 positional arguments", "has 3");
      await expectRejection(
        // @ts-expect-error a missing argument
        () => new Embedder().embed.remote("a"),
        InvalidError,
        "takes 2 positional arguments",
        "has 1",
      );
    });
  });

  test("each input of a batch that failed is retried by its own policy", async ({ world }) => {
    expect(await world.run(app, () => Promise.all([flaky.remote("a"), flaky.remote("b")]))).toEqual(["a", "b"]);
    expect(flaky).toHaveRetried({ times: 2 });
  });

  test("the time limit is that of the whole batch", async ({ world }) => {
    await world.run(app, async () => {
      const outcomes = await Promise.allSettled([slow.remote(10), slow.remote(1)]);
      for (const outcome of outcomes)
        expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(FunctionTimeoutError) });
      expect(world.containers(slow)).toHaveLength(1);
      expect(await slow.remote(1)).toBe(1);
    });
  });

  test("cancelling one input cancels all of its batch, and the container goes on", async ({ world }) => {
    await world.run(app, async () => {
      const [one, other] = [await slow.spawn(3), await slow.spawn(4)];
      const results = Promise.allSettled([one.get(), other.get()]);
      await world.clock.advance(1000);
      await one.cancel();
      for (const outcome of await results)
        expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(RemoteError) });
      expect(world.events.of("input.ended").map(({ status }) => status)).toEqual(["TERMINATED", "TERMINATED"]);
      expect(await slow.remote(1)).toBe(1);
      expect(world.containers(slow)).toHaveLength(1);
    });
  });

  test("whichever is cancelled, the batch is interrupted, with the calls that it made; with terminateContainers its container ends", async ({
    world,
  }) => {
    await world.run(app, async () => {
      for (const [which, terminateContainers] of [
        [0, false],
        [1, false],
        [0, true],
        [1, true],
      ] as const) {
        const calls = [await delegating.spawn(1), await delegating.spawn(2)];
        await world.clock.advance(1000);
        await calls[which]?.cancel({ terminateContainers });
        for (const call of calls) await expectRejection(() => call.get({ timeoutMs: 1 }), RemoteError);
      }
      expect(new Set(world.events.of("input.ended").map(({ status }) => status))).toEqual(new Set(["TERMINATED"]));
      expect(world.events.of("input.ended")).toHaveLength(12);
      expect(Array.from(world.logs, ({ message }) => message)).toEqual(["interrupted", "interrupted"]);
      expect(world.containers(delegating)).toHaveLength(2);
    });
  });

  test("a method of a class: lists in, list out, an error is everyone's, and each is retried", async ({ world }) => {
    await world.run(app, async () => {
      const embedder = new Embedder({ scale: 2 });
      expect(await Promise.all([embedder.embed.remote("a", 1), embedder.embed.remote("b", 2)])).toEqual([
        "a:2:1:2",
        "b:2:2:2",
      ]);
      const outcomes = await Promise.allSettled([embedder.embed.remote("throw", 1), embedder.embed.remote("c", 2)]);
      expect(outcomes).toMatchObject([
        { reason: { name: "RangeError", message: "call 3" } },
        { reason: { message: "call 3" } },
      ]);
      expect(await Array.fromAsync(new Embedder().embed.map(["d", "e", "f", "g"], [1, 2, 3, 4]))).toEqual([
        "d:10:1:3",
        "e:10:2:3",
        "f:10:3:3",
        "g:10:4:1",
      ]);
      expect(await embedder.embed.local(["x"], [1])).toEqual(["x:2:1:1"]);
    });
    expect(world.containers(new Embedder({ scale: 2 }).embed)).toHaveLength(1);
    expect(new Embedder().embed.definition).toMatchObject({
      name: "Embedder.embed",
      batch: { maxBatchSize: 3, waitMs: 50 },
    });
  });

  test("a batched method is the only one of its class, and a method by itself", () => {
    const scratch = new App("scratch");
    const options = { maxBatchSize: 2, waitMs: 1 };
    const lists = async (numbers: number[]): Promise<number[]> => numbers;
    const cls =
      (target: new () => object): (() => unknown) =>
      () =>
        scratch.cls({ isolation: "inline" }, target);
    expectError(
      cls(
        class Mixed {
          embed = batched(options, lists);
          other = method(lists);
        },
      ),
      InvalidError,
      "Class `Mixed`",
      "batched method `embed`",
      "no other method; it has `other`",
    );
    expectError(
      cls(
        class Two {
          one = batched(options, lists);
          two = batched(options, lists);
        },
      ),
      InvalidError,
      "Class `Two`",
      "it has `two`",
    );
    expectError(
      cls(
        class Wrapped {
          one = method(batched(options, lists) as never);
        },
      ),
      InvalidError,
      "`method` got what another wrapper has made",
    );
    expectError(
      () => method(batched(options, lists) as never),
      InvalidError,
      "`method` got what another wrapper has made",
    );
    expectError(
      () => batched(options, scratch.function({ name: "f", isolation: "inline" }, lists) as never),
      InvalidError,
      "swap the order of the decorators",
    );
    expectError(() => batched(lists as never), InvalidError, "forget its parentheses");
    expectError(
      cls(
        class Streaming {
          // @ts-expect-error a generator
          one = batched(options, async function* each(numbers: number[]) {
            yield* numbers;
          });
        },
      ),
      InvalidError,
      "`each` cannot return generators",
    );
    const context = { kind: "method", name: "m", static: false, private: false, addInitializer: () => undefined };
    const under = (decorator: unknown, value: unknown): unknown =>
      (decorator as (value: unknown, context: object) => unknown)(value, context);
    for (const [first, second] of [
      [method(), batched(options)],
      [batched(options), method()],
    ]) {
      const member = async (numbers: number[]): Promise<number[]> => numbers;
      under(first, member);
      expectError(() => under(second, member), InvalidError, '"member"', "marked as a method twice");
    }
  });

  test("leaves the same log on 0, 1 and 2 threads", async () => {
    const { Emulator } = await import("modal-emulator/emulator");
    const logs: string[] = [];
    for (const threads of [0, 1, 2]) {
      await using world = await Emulator.start({ threads });
      await world.run(app, () =>
        Promise.all([
          Array.fromAsync(double.map(Array.from({ length: 50 }, (_, n) => n))),
          joined.remote("a", 1),
          joined.remote("b", 2),
        ]),
      );
      logs.push(JSON.stringify([...world.events]));
    }
    expect(new Set(logs).size).toBe(1);
  });

  test("checks its options and its function", () => {
    const lists = async (numbers: number[]): Promise<number[]> => numbers;
    expectError(
      () => batched({ maxBatchSize: 0, waitMs: 0 }, lists),
      InvalidError,
      '"maxBatchSize"',
      "must be a positive integer",
      "up to 1000",
      "got 0",
    );
    expectError(
      () => batched({ maxBatchSize: 1001, waitMs: 0 }, lists),
      InvalidError,
      '"maxBatchSize"',
      "cannot be greater than 1000",
      "1001",
    );
    expectError(
      () => batched({ maxBatchSize: 1, waitMs: -1 }, lists),
      InvalidError,
      '"waitMs"',
      "must be a non-negative integer",
      "got -1",
    );
    expectError(
      () => batched({ maxBatchSize: 1, waitMs: 600_001 }, lists),
      InvalidError,
      '"waitMs"',
      "cannot be greater than 600000",
    );
    expectError(() => batched(1001, lists), InvalidError, '"maxBatchSize"', "1001");
    expectError(() => batched(2, batched(2, lists) as never), InvalidError, "`lists` is batched twice");
    expectError(
      () =>
        batched(
          2,
          (
            () =>
            async (numbers = [1]) =>
              numbers
          )() as never,
        ),
      InvalidError,
      "`(anonymous)` does not accept default arguments",
    );
    // @ts-expect-error unknown option
    expectError(() => batched({ maxBatchSize: 1, waitMs: 1, size: 2 }, lists), InvalidError, '"size" of batched');
    expectError(
      () =>
        // @ts-expect-error a default
        batched({ maxBatchSize: 1, waitMs: 1 }, async function f(numbers: number[] = [1]) {
          return numbers;
        }),
      InvalidError,
      "does not accept default arguments",
      "`f`",
    );
    expectError(
      () =>
        // @ts-expect-error a generator
        batched({ maxBatchSize: 1, waitMs: 1 }, async function* f(numbers: number[]) {
          yield* numbers;
        }),
      InvalidError,
      "cannot return generators",
    );
    expect(
      new App("a").function(
        { isolation: "inline" },
        batched({ maxBatchSize: 2, waitMs: 1 }, async function kept(numbers: number[]) {
          return numbers;
        }),
      ).definition,
    ).toMatchObject({ name: "kept", batch: { maxBatchSize: 2, waitMs: 1 } });
    expect(
      new App("b").function(
        { isolation: "inline" },
        batched(16, async function seed(numbers: number[]) {
          return numbers;
        }),
      ).definition,
    ).toMatchObject({ batch: { maxBatchSize: 16, waitMs: 0 } });
  });
});
