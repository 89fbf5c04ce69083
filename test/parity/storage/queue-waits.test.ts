// Modal: docs/modal/dicts-and-queues.md#queues
import { describe, expect } from "vitest";
import {
  App,
  DeadlockError,
  FunctionCall,
  FunctionTimeoutError,
  NotFoundError,
  Queue,
  QueueEmptyError,
} from "modal-emulator";
import { setTimeout as sleep } from "node:timers/promises";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("waits");

const consume = app.function(
  { timeoutMs: 10_000, scaledownWindowMs: 5000 },
  async function consume(queue: Queue<number>, name: string, timeoutMs?: number) {
    const item = await queue.get(timeoutMs === undefined ? {} : { timeoutMs });
    console.log(`${name} got ${item}`);
    return item;
  },
);
const produce = app.function({ timeoutMs: 10_000 }, async function produce(queue: Queue<number>, item: number) {
  await queue.put(item);
});
const dies = app.function({ timeoutMs: 10_000 }, async function dies(queue: Queue<number>) {
  setTimeout(() => process.exit(1), 100);
  return queue.get();
});
/** Cancels another call and puts items in the same round. */
const cancelAndPut = app.function({}, async function cancelAndPut(queue: Queue<number>, callId: string) {
  await Promise.all([FunctionCall.fromId(callId).cancel(), queue.put(1), queue.put(2)]);
});

/** Asks for an item after a second. */
const late = app.function({}, async function late(queue: Queue<number>) {
  await sleep(1000);
  console.log(`got ${await queue.get()}`);
});
/** Cancels a call after a second. */
const cancelsLate = app.function({}, async function cancelsLate(callId: string) {
  await sleep(1000);
  await FunctionCall.fromId(callId).cancel({ terminateContainers: false });
});

function numbered(name = "jobs"): Queue<number> {
  return Queue.fromName<number>(name, { createIfMissing: true });
}

describe("waiting on a queue", () => {
  test("consumers that wait are served in the order in which they came", async ({ world }) => {
    await world.run(app, async () => {
      const queue = numbered();
      const names = ["a", "b", "c"];
      const calls = [];
      for (const name of names) {
        calls.push(await consume.spawn(queue, name));
        await world.clock.sleep(10);
      }
      const host = queue.get();
      await queue.putMany([1, 2]);
      await produce.remote(queue, 3);
      await queue.put(4);
      expect(await Promise.all([...calls.map((call) => call.get()), host])).toEqual([1, 2, 3, 4]);
    });
  });

  test("one that was cancelled takes nothing", async ({ world }) => {
    await world.run(app, async () => {
      const queue = numbered();
      const first = await consume.spawn(queue, "first");
      await world.clock.sleep(10);
      const second = await consume.spawn(queue, "second");
      await world.clock.sleep(10);
      await first.cancel();
      await queue.put(1);
      expect(await second.get()).toBe(1);
      expect(await queue.len()).toBe(0);
    });
  });

  test("nor does one that is cancelled in the round of the put", async ({ world }) => {
    await world.run(app, async () => {
      const queue = numbered();
      const first = await consume.spawn(queue, "first");
      await world.clock.sleep(10);
      await cancelAndPut.remote(queue, first.functionCallId);
      expect(await queue.getMany(5)).toEqual([1, 2]);
    });
  });

  test("an item is got or stays when the get and the cancellation meet in one round", async () => {
    const ends = new Set<string>();
    for (let seed = 0; seed < 10; seed++) {
      await using world = await Emulator.start({ seed, threads: 0 });
      await world.run(app, async () => {
        const queue = numbered();
        await queue.put(7);
        const call = await late.spawn(queue);
        await Promise.all([cancelsLate.remote(call.functionCallId), call.get().catch(() => null)]);
        ends.add(JSON.stringify([Array.from(world.logs, ({ message }) => message), await queue.len()]));
      });
    }
    expect(ends).toEqual(new Set(['[["got 7"],0]', "[[],1]"]));
  });

  test("nor one whose time was up, by its own choice or the function's, nor one whose container ended", async ({
    world,
  }) => {
    await world.run(app, async () => {
      const queue = numbered();
      await expectRejection(
        () => consume.remote(queue, "hasty", 50),
        QueueEmptyError,
        "No item came on queue `jobs` within 50 ms",
      );
      await expectRejection(
        () => consume.remote(queue, "stuck"),
        FunctionTimeoutError,
        "waits for an item on queue `jobs`",
      );
      await expect(dies.remote(queue)).rejects.toThrow("exit");
      await queue.put(1);
      expect(await queue.len()).toBe(1);
      expect(await queue.get()).toBe(1);
    });
  });

  test("time does not pass for the time-out of one that is gone", async ({ world }) => {
    await world.run(app, async () => {
      const queue = numbered();
      const call = await consume.spawn(queue, "gone", 9000);
      await world.clock.sleep(10);
      await call.cancel();
      const before = world.clock.now();
      await world.clock.runUntilIdle();
      expect(world.clock.now()).toBe(before);
    });
  });

  test("producers that wait and are gone put nothing, and let the next one go on", async ({ world }) => {
    await world.run(app, async () => {
      const queue = numbered();
      await queue.putMany(Array.from({ length: 4999 }, () => 0));
      const tooMany = queue.putMany([1, 2], { timeoutMs: 100 }).catch((error: unknown) => (error as Error).name);
      const next = queue.put(3);
      expect(await tooMany).toBe("QueueFullError");
      await next;
      const cancelled = await produce.spawn(queue, 4);
      await world.clock.sleep(10);
      await cancelled.cancel();
      expect((await queue.getMany(5000)).at(-1)).toBe(3);
      expect(await queue.len()).toBe(0);
    });
  });

  test("a host that waits for what never comes is told what it waits for", async ({ world }) => {
    await world.run(app, async () => {
      const queue = numbered();
      await using nameless = await Queue.ephemeral<number>();
      await expectRejection(() => queue.get(), DeadlockError, "the host waits for an item on queue `jobs`");
      await expectRejection(
        () => queue.getMany(2, { partition: "p" }),
        DeadlockError,
        "waits for an item on partition `p` of queue `jobs`",
      );
      await expectRejection(() => nameless.get(), DeadlockError, `waits for an item on queue \`${nameless.objectId}\``);
      await queue.put(1); // who was told so does not wait any more
      expect(await queue.len()).toBe(1);
    });
  });

  test("a function that waits for room says so when its time is up", async ({ world }) => {
    await world.run(app, async () => {
      const queue = numbered();
      await queue.putMany(Array.from({ length: 5000 }, () => 0));
      await expectRejection(
        () => produce.remote(queue, 1),
        FunctionTimeoutError,
        "`produce` (running) waits for room for an item on queue `jobs`",
      );
    });
  });

  test("who waits on a queue that is deleted hears of it", async ({ world }) => {
    await world.run(app, async () => {
      const queue = numbered();
      const waits = [
        queue.get(),
        queue.get({ partition: "p" }),
        Array.fromAsync(queue.iterate({ itemPollTimeoutMs: 1000 })),
      ].map((wait) => wait.catch((error: unknown) => error));
      await queue.putMany(
        Array.from({ length: 5000 }, () => 0),
        { partition: "full" },
      );
      const puts = [queue.putMany([1, 2], { partition: "full" }), queue.put(1, { partition: "full" })].map((wait) =>
        wait.catch((error: unknown) => error),
      );
      await Queue.objects.delete("jobs");
      for (const error of await Promise.all([...waits, ...puts])) {
        expect(error).toBeInstanceOf(NotFoundError);
        expect(String(error)).toContain("queue `jobs` was deleted while this call waited");
      }
      expect(world.events.of("queue.put")).toHaveLength(1);
    });
  });
});
