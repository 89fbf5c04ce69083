// Modal: docs/modal/function-calls.md
import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import {
  App,
  ExecutionError,
  FunctionCall,
  gather,
  InvalidError,
  NotFoundError,
  OutputExpiredError,
  RemoteError,
  TimeoutError,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";
import { elapsed } from "../../support/elapsed.js";

const app = new App("function-call");
const nap = app.function({}, async function nap(ms: number) {
  await sleep(ms);
  return { rested: ms };
});
const fail = app.function({}, async function fail(ms: number) {
  await sleep(ms);
  throw new RangeError(`failed after ${ms}`);
});
const failsAt = app.function({}, async function failsAt(n: number) {
  if (n === 2) throw new RangeError("failed at 2");
  return n;
});
const generator = app.function({}, async function* generator() {
  yield 1;
});
const single = app.function({ maxContainers: 1 }, async function single(ms: number) {
  await sleep(ms);
  return ms;
});
const getInside = app.function({}, async function getInside(id: string) {
  return FunctionCall.fromId<{ rested: number }>(id).get();
});
const takesCall = app.function({}, async function takesCall(call: FunctionCall<{ rested: number }>) {
  return (await call.get()).rested;
});
const returnsCall = app.function({}, async function returnsCall(ms: number) {
  return nap.spawn(ms);
});

describe("get", () => {
  test("waits as long as it takes", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(200_000);
      expect(await call.get()).toEqual({ rested: 200_000 });
      expect(elapsed(world)).toBe(200_000);
    });
  });

  test("with a time-out that is long enough takes as long as the call", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(2000);
      expect(await call.get({ timeoutMs: 60_000 })).toEqual({ rested: 2000 });
      expect(elapsed(world)).toBe(2000);
    });
  });

  test("gives up after its time-out with a TimeoutError that says what it waited for; the call goes on", async ({
    world,
  }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(5000);
      await expectRejection(() => call.get({ timeoutMs: 1000 }), TimeoutError, call.functionCallId, "nap", "1000 ms");
      expect(elapsed(world)).toBe(1000);
      expect(await call.get()).toEqual({ rested: 5000 });
      expect(elapsed(world)).toBe(5000);
    });
  });

  test("finds a result that is ready at the very end of its time-out", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(1000);
      expect(await call.get({ timeoutMs: 1000 })).toEqual({ rested: 1000 });
    });
  });

  test("with a time-out of 0 asks once, and takes no time", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(1000);
      await expectRejection(() => call.get({ timeoutMs: 0 }), TimeoutError);
      expect(elapsed(world)).toBe(0);
      await world.clock.advance(1000);
      expect(await call.get({ timeoutMs: 0 })).toEqual({ rested: 1000 });
    });
  });

  test("with a negative time-out is as with 0", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(1000);
      await expectRejection(() => call.get({ timeoutMs: -5 }), TimeoutError);
      expect(elapsed(world)).toBe(0);
    });
  });

  test("throws what the function threw, at every get", async ({ world }) => {
    await world.run(app, async () => {
      const call = await fail.spawn(10);
      await expectRejection(() => call.get(), RangeError, "failed after 10");
      await expectRejection(() => call.get({ timeoutMs: 0 }), RangeError, "failed after 10");
    });
  });

  // Modal: docs/modal/calling.md#remote
  test("can be repeated, and gives a fresh copy each time", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(10);
      const first = await call.get();
      first.rested = -1;
      expect(await call.get()).toEqual({ rested: 10 });
    });
  });

  test("answers several who wait, each with a copy", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(10);
      const [one, two] = await Promise.all([call.get(), call.get()]);
      expect(one).toEqual(two);
      expect(one).not.toBe(two);
    });
  });

  test("works after the run has ended", async ({ world }) => {
    const call = await world.run(app, async () => {
      const spawned = await nap.spawn(10);
      await world.clock.advance(10);
      return spawned;
    });
    expect(await world.within(() => call.get())).toEqual({ rested: 10 });
  });

  test("works inside another function, by id or by handle", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(10);
      expect(await getInside.remote(call.functionCallId)).toEqual({ rested: 10 });
      expect(await takesCall.remote(call)).toBe(10);
    });
  });

  test("works on a call that a function returns", async ({ world }) => {
    await world.run(app, async () => {
      const call = await returnsCall.remote(10);
      expect(call).toBeInstanceOf(FunctionCall);
      expect(await call.get()).toEqual({ rested: 10 });
    });
  });

  test("finds the result within 7 days, and an OutputExpiredError from then on", async ({ world }) => {
    await world.deploy(app);
    await world.within(async () => {
      const call = await nap.spawn(0);
      await world.clock.advance({ days: 6, hours: 23 });
      expect(await call.get()).toEqual({ rested: 0 });
      await world.clock.advance({ hours: 1, seconds: 1 });
      await expectRejection(() => call.get(), OutputExpiredError, call.functionCallId, "7 days");
      await expectRejection(() => call.get({ timeoutMs: 0 }), OutputExpiredError);
      const before = world.clock.now();
      await expectRejection(() => call.get({ timeoutMs: 5000 }), OutputExpiredError, "7 days");
      expect(world.clock.now() - before).toBe(5000); // found out when the time-out has passed
      expect(new OutputExpiredError()).toBeInstanceOf(TimeoutError);
    });
  });

  test("checks its options", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(0);
      await expectRejection(
        // @ts-expect-error milliseconds, in timeoutMs
        () => call.get({ timeout: 5 }),
        InvalidError,
        'Did you mean "timeoutMs" (in milliseconds)?',
      );
      // @ts-expect-error a number
      await expectRejection(() => call.get({ timeoutMs: "5" }), InvalidError, "timeoutMs");
      await expectRejection(() => call.get({ timeoutMs: Number.NaN }), InvalidError, "timeoutMs");
    });
  });

  test("of an index that the call does not have is an InvalidError", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(0);
      expect(await call.get({ index: 0 })).toEqual({ rested: 0 });
      await expectRejection(() => call.get({ index: 1 }), InvalidError, "index 1");
    });
  });

  test("needs a world", async ({ world }) => {
    const call = await world.run(app, () => nap.spawn(0));
    await expectRejection(() => call.get(), ExecutionError, "FunctionCall.get", "within");
  });
});

describe("FunctionCall.fromId", () => {
  test("accepts any well-formed id; whether it exists is found out when it is used", async ({ world }) => {
    const call = FunctionCall.fromId("fc-0000000000000000000000");
    expect(call.functionCallId).toBe("fc-0000000000000000000000");
    for (const use of [() => call.get(), () => call.cancel(), () => call.getCallGraph()]) {
      await expectRejection(() => world.within(use), NotFoundError, "fc-0000000000000000000000");
    }
  });

  test("refuses the id of something else", () => {
    for (const id of ["in-0000000000000000000000", "fc", "fc-", "nonsense", ""])
      expectError(() => FunctionCall.fromId(id), InvalidError, JSON.stringify(id), "fc-");
  });

  test("finds a call of the same world only", async ({ world }) => {
    const { Emulator } = await import("modal-emulator/emulator");
    await using other = await Emulator.start({ seed: 99 });
    const call = await world.run(app, () => nap.spawn(0));
    await expectRejection(() => other.within(() => call.get()), NotFoundError, call.functionCallId);
  });
});

describe("iter and numInputs", () => {
  test("of a spawned call: its one result", async ({ world }) => {
    await world.run(app, async () => {
      const call = await single.spawn(5);
      expect(await call.numInputs()).toBe(1);
      expect(await Array.fromAsync(call.iter())).toEqual([5]);
    });
  });

  test("of a call with many inputs: results in order, as soon as their turn has come, any number of times", async ({
    world,
  }) => {
    await world.run(app, async () => {
      const call = await nap.experimentalSpawnMap([300, 100, 200]);
      expect(await call.numInputs()).toBe(3);
      const seen: [number, number][] = [];
      for await (const { rested } of call.iter()) seen.push([rested, elapsed(world)]);
      expect(seen).toEqual([
        [300, 300],
        [100, 300],
        [200, 300],
      ]);
      expect(await Array.fromAsync(call.iter({ start: 1 }))).toEqual([{ rested: 100 }, { rested: 200 }]);
      expect(await Array.fromAsync(FunctionCall.fromId(call.functionCallId).iter({ start: 0, end: 1 }))).toEqual([
        { rested: 300 },
      ]);
      expect(await Array.fromAsync(call.iter({ start: 3 }))).toEqual([]);
      expect(await call.get({ index: 2 })).toEqual({ rested: 200 });
    });
    expect(world.calls()).toMatchObject([
      { kind: "spawn", inputs: [{ status: "SUCCESS" }, { status: "SUCCESS" }, { status: "SUCCESS" }] },
    ]);
  });

  test("throws at the place of an input that failed, and ends there", async ({ world }) => {
    await world.run(app, async () => {
      const call = await failsAt.experimentalSpawnMap([1, 2, 3]);
      const seen: number[] = [];
      await expectRejection(
        async () => {
          for await (const result of call.iter()) seen.push(result);
        },
        RangeError,
        "failed at 2",
      );
      expect(seen).toEqual([1]);
      expect(await Array.fromAsync(call.iter({ start: 2 }))).toEqual([3]);
    });
  });

  test("refuse a range beyond the inputs, and generators", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.experimentalSpawnMap([1, 2]);
      await expectRejection(() => Array.fromAsync(call.iter({ start: -1 })), InvalidError, "start", "0 to 2");
      await expectRejection(() => Array.fromAsync(call.iter({ end: 3 })), InvalidError, "end", "0 to 2");
      // @ts-expect-error misspelt
      expectError(() => call.iter({ begin: 1 }), InvalidError, "begin");
      // @ts-expect-error not for generators
      await expectRejection(() => generator.experimentalSpawnMap([]), InvalidError, "generator");
    });
  });

  test("of a call without inputs is over at once, and many inputs may be cancelled", async ({ world }) => {
    await world.run(app, async () => {
      const none = await nap.experimentalSpawnMap([]);
      expect([await none.numInputs(), await Array.fromAsync(none.iter())]).toEqual([0, []]);
      const call = await nap.experimentalSpawnMap([1000, 1000]);
      await call.cancel();
      await expectRejection(() => call.get({ index: 1 }), RemoteError);
    });
  });
});

describe("gather", () => {
  test("waits for all calls, results in their order", async ({ world }) => {
    await world.run(app, async () => {
      const results = await FunctionCall.gather(await nap.spawn(2000), await single.spawn(1000));
      expect(results).toEqual([{ rested: 2000 }, 1000]);
      expect(elapsed(world)).toBe(2000);
      expect(await FunctionCall.gather()).toEqual([]);
    });
  });

  test("rejects with the first failure in time; the others are not cancelled", async ({ world }) => {
    await world.run(app, async () => {
      const calls = [await fail.spawn(2000), await fail.spawn(1000), await nap.spawn(3000)] as const;
      await expectRejection(() => FunctionCall.gather(...calls), RangeError, "failed after 1000");
      expect(elapsed(world)).toBe(1000);
      expect(await calls[2].get()).toEqual({ rested: 3000 });
    });
  });

  test("is also a function by itself", async ({ world }) => {
    await expectRejection(() => gather([] as never), InvalidError, "gather takes calls", "got a list");
    await world.run(app, async () => expect(await gather(await single.spawn(1))).toEqual([1]));
  });
});

describe("cancel", () => {
  test("before the call has started: it never starts, and get is a RemoteError without a message", async ({
    world,
  }) => {
    await world.run(app, async () => {
      const first = await single.spawn(5000);
      const second = await single.spawn(5000);
      await world.clock.advance(1);
      await second.cancel();
      const error = await second.get().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(RemoteError);
      expect(error).toMatchObject({ message: "" });
      expect(await first.get()).toBe(5000);
    });
    expect(world.events.of("attempt.started")).toHaveLength(1);
  });

  test("of a finished call does nothing", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(10);
      await call.get();
      await call.cancel();
      await call.cancel({ terminateContainers: true });
      expect(await call.get()).toEqual({ rested: 10 });
    });
    expect(world.events.of("call.cancelled")).toEqual([]);
  });

  test("twice is as good as once", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(1000);
      await call.cancel();
      await call.cancel();
      await expectRejection(() => call.get(), RemoteError);
    });
    expect(world.events.of("input.ended")).toMatchObject([{ status: "TERMINATED" }]);
  });

  test("wakes those who wait for the result", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(60_000);
      const waiting = call.get().catch((reason: unknown) => reason);
      await world.clock.advance(100);
      await call.cancel();
      expect(await waiting).toBeInstanceOf(RemoteError);
      expect(elapsed(world)).toBe(100);
    });
  });

  test("works by id", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(60_000);
      await FunctionCall.fromId(call.functionCallId).cancel();
      await expectRejection(() => call.get(), RemoteError);
    });
  });

  test("checks its options", async ({ world }) => {
    await world.run(app, async () => {
      const call = await nap.spawn(0);
      await expectRejection(
        () => call.cancel({ terminateContainers: 1 as never }),
        InvalidError,
        '"terminateContainers" of FunctionCall.cancel must be true or false',
      );
      await expectRejection(
        // @ts-expect-error misspelt
        () => call.cancel({ terminateContainer: true }),
        InvalidError,
        'Did you mean "terminateContainers"?',
      );
    });
  });
});
