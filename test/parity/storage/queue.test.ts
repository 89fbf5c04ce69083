// Modal: docs/modal/dicts-and-queues.md#queues
import { describe, expect } from "vitest";
import {
  App,
  InvalidError,
  NotFoundError,
  Queue,
  QueueEmptyError,
  QueueFullError,
  RequestSizeError,
  SerializationError,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { Kernel } from "../../../src/emulator/kernel/kernel.js";
import { Environments } from "../../../src/emulator/storage/environments.js";
import { ObjectStore } from "../../../src/emulator/storage/object-store.js";
import { handleQueueCommands, QueueContent, queueKind } from "../../../src/emulator/storage/queues.js";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("queues");
const DAY_MS = 24 * 3_600_000;

const double = app.function({}, async function double(from: Queue<number>, to: Queue<number>) {
  await to.put(2 * (await from.get()));
  return to;
});
const warned = app.function({}, async function warned() {
  const queue = Queue.fromName("q", { createIfMissing: true });
  return [
    await queue.get({ block: false, timeoutMs: 5 }),
    await queue.put(1, { block: false, timeoutMs: 5 }),
    await queue.len(),
  ];
});

function open<T = number>(name = "q"): Queue<T> {
  return Queue.fromName<T>(name, { createIfMissing: true });
}

const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe("Queue", () => {
  test("first in, first out; getMany gives what there is", async ({ world }) => {
    await world.within(async () => {
      const queue = open();
      await queue.put(1);
      await queue.putMany([2, 3, 4, 5]);
      expect(await queue.len()).toBe(5);
      expect(await queue.get()).toBe(1);
      expect(await queue.getMany(2)).toEqual([2, 3]);
      expect(await queue.getMany(10)).toEqual([4, 5]);
      await queue.putMany([]);
      expect(await queue.len()).toBe(0);
    });
    expect(world.events.of("queue.put").map(({ items }) => items)).toEqual([1, 4]);
    expect(world.events.of("queue.got").map(({ items }) => items)).toEqual([1, 2, 2]);
  });

  test("an empty queue gives null or an empty list without block, and an error after a time-out", async ({ world }) => {
    await world.within(async () => {
      const queue = open<null>();
      expect([await queue.get({ block: false }), await queue.getMany(3, { block: false })]).toEqual([null, []]);
      const before = world.clock.now();
      await expectRejection(
        () => queue.get({ timeoutMs: 0 }),
        QueueEmptyError,
        "No item came on queue `q` within 0 ms",
      );
      expect(world.clock.now()).toBe(before);
      await expectRejection(
        () => queue.getMany(3, { timeoutMs: 1500, partition: "p" }),
        QueueEmptyError,
        "partition `p` of queue `q` within 1500 ms",
      );
      expect(world.clock.now() - before).toBe(1500);
      await queue.put(null);
      expect(await queue.get({ block: false })).toBeNull(); // a null that was put looks like an empty queue
    });
  });

  test("partitions are queues of their own, and the one without a name is none of them", async ({ world }) => {
    await world.within(async () => {
      const queue = open<string>();
      await queue.put("default");
      await queue.putMany(["a", "b"], { partition: "x" });
      await queue.put("c", { partition: "ä".repeat(32) });
      expect([
        await queue.len(),
        await queue.len({ partition: "x" }),
        await queue.len({ partition: "y" }),
        await queue.len({ total: true }),
      ]).toEqual([1, 2, 0, 4]);
      expect(await queue.get({ partition: "x" })).toBe("a");
      await queue.clear();
      expect([await queue.len(), await queue.len({ total: true })]).toEqual([0, 2]);
      await queue.clear({ all: true });
      expect(await queue.len({ total: true })).toBe(0);
    });
    expect(world.events.of("queue.cleared").map(({ partition, items }) => [partition, items])).toEqual([
      [null, 1],
      ["x", 1],
      ["ä".repeat(32), 1],
    ]);
  });

  test("a full partition", async ({ world }) => {
    await world.within(async () => {
      const queue = open();
      await queue.putMany(numbers(4999));
      await expectRejection(
        () => queue.putMany([1, 2], { block: false }),
        QueueFullError,
        "no room for 2 more on queue `q`",
        "room for 1",
      );
      expect(await queue.len()).toBe(4999); // all or none
      await queue.put(4999, { block: false });
      const before = world.clock.now();
      await expectRejection(() => queue.put(1, { timeoutMs: 0 }), QueueFullError, "within 0 ms");
      await expectRejection(() => queue.put(1, { timeoutMs: 2000 }), QueueFullError, "within 2000 ms");
      expect(world.clock.now() - before).toBe(2000);
      await queue.put(1, { partition: "other" });
      await expectRejection(() => queue.putMany(numbers(5001)), QueueFullError, "5001 items at once never fit", "5000");
      const waiting = [queue.putMany([5000, 5001]), queue.put(5002)];
      expect(await queue.get()).toBe(0);
      waiting.push(queue.put(5003));
      expect(await queue.len()).toBe(4999); // the first who waits does not fit yet, and nobody overtakes
      expect(await queue.getMany(3)).toEqual([1, 2, 3]);
      await Promise.all(waiting);
      expect((await queue.getMany(5000)).slice(-4)).toEqual([5000, 5001, 5002, 5003]);
    });
  });

  // Modal: docs/modal/dicts-and-queues.md#partitions
  test("a partition is cleared its time after the last put, whatever was read", async ({ world }) => {
    await world.within(async () => {
      const queue = open();
      await queue.putMany([1, 2]);
      await world.clock.advance(DAY_MS - 1);
      expect(await queue.get()).toBe(1);
      await world.clock.advance(1);
      expect([await queue.len(), await queue.get({ block: false })]).toEqual([0, null]);
      await queue.put(3, { partitionTtlMs: 1000 });
      await world.clock.advance(999);
      await queue.put(4, { partitionTtlMs: 1000 });
      await world.clock.advance(999);
      expect(await queue.getMany(5)).toEqual([3, 4]);
      await queue.put(5, { partition: "p", partitionTtlMs: 1000 });
      await world.clock.runUntilIdle(); // expiry is nothing that time passes for
      expect(await queue.len({ total: true })).toBe(1);
      await world.clock.advance(1000);
      expect(await queue.len({ total: true })).toBe(0);
    });
  });

  test("who waits for room goes on when the partition expires", async ({ world }) => {
    await world.within(async () => {
      const queue = open();
      await queue.putMany(numbers(5000), { partitionTtlMs: 60_000 });
      const before = world.clock.now();
      await queue.put(-1);
      expect(world.clock.now() - before).toBe(60_000);
      expect(await queue.getMany(10)).toEqual([-1]);
    });
  });

  test("iterate reads without taking, and each item opens the window again", async ({ world }) => {
    await world.within(async () => {
      const queue = open();
      await queue.putMany([1, 2]);
      expect(await Array.fromAsync(queue.iterate())).toEqual([1, 2]);
      expect(await Array.fromAsync(queue)).toEqual([1, 2]);
      expect(await queue.len()).toBe(2);
      const before = world.clock.now();
      const seen: [item: number, at: number][] = [];
      const reading = (async () => {
        for await (const item of queue.iterate({ itemPollTimeoutMs: 1000 }))
          seen.push([item, world.clock.now() - before]);
      })();
      await world.clock.sleep(900);
      await queue.put(3);
      await queue.get();
      await world.clock.sleep(900);
      await queue.clear(); // what is put next is seen all the same
      await queue.put(4);
      await reading;
      expect(seen).toEqual([
        [1, 0],
        [2, 0],
        [3, 900],
        [4, 1800],
      ]);
      expect(world.clock.now() - before).toBe(2800);
      expect(await Array.fromAsync(queue.iterate({ partition: "none", itemPollTimeoutMs: 10 }))).toEqual([]);
    });
  });

  test("items are copies, large ones too", async ({ world }) => {
    await world.within(async () => {
      const queue = open<{ bytes: Uint8Array }>();
      const item = { bytes: new Uint8Array(100_000) };
      await queue.put(item);
      item.bytes[0] = 1;
      for (const [seen] of [await Array.fromAsync(queue), await Array.fromAsync(queue)]) {
        expect(seen?.bytes[0]).toBe(0);
        seen?.bytes.fill(2);
      }
      expect((await queue.get()).bytes).toEqual(new Uint8Array(100_000));
    });
  });

  test("limits: bytes of an item", async ({ world }) => {
    await world.within(async () => {
      const queue = open<Uint8Array | string>();
      await queue.put(new Uint8Array(1 << 20));
      await queue.put("x".repeat(1 << 20));
      await expectRejection(
        () => queue.put(new Uint8Array((1 << 20) + 1)),
        RequestSizeError,
        "Queue.put: value is too large",
        "1048577 bytes",
        "1 MiB",
      );
      await expectRejection(
        () => queue.putMany(["a", "ä".repeat(1 << 19) + "b"]),
        RequestSizeError,
        "Queue.putMany: values[1] is too large",
      );
    });
  });

  test("limits: 100,000 partitions; those that have expired do not count", () => {
    const kernel = new Kernel("0", 0);
    const store = new ObjectStore(
      kernel,
      queueKind(kernel),
      new Environments(kernel, {
        own: "main",
        ofContainer: () => undefined,
        inUse: () => new Set(),
        empty: () => undefined,
      }),
    );
    handleQueueCommands(kernel, store);
    const object = { kind: "id", id: store.put("main", "many", new QueueContent()).id } as const;
    const answers: string[] = [];
    const client = kernel.clients.connect({
      settled: async () => undefined,
      changed: async () => undefined,
      isBusy: false,
      hasCommands: false,
      takeRequests: () => [],
      deliver: (deliveries) => {
        for (const delivery of deliveries)
          answers.push(
            delivery.type === "reply" && !delivery.reply.ok
              ? `${delivery.reply.error.class}: ${delivery.reply.error.message}`
              : "put",
          );
      },
    });
    const put = (partition: string, partitionTtlMs: number): void =>
      kernel.apply(
        [
          [
            client,
            [
              {
                type: "command",
                request: ++requests,
                inputId: undefined,
                name: "queue.put",
                command: { object, items: [0], partition, block: true, partitionTtlMs },
              },
            ],
          ],
        ],
        [],
      );
    let requests = 0;
    for (let index = 0; index < 100_000; index++) put(String(index), index === 0 ? 1 : 1000);
    kernel.clients.deliver();
    answers.length = 0;
    const answer = (): void => kernel.clients.deliver();
    put("further", 1000);
    answer();
    put("99999", 1000);
    answer();
    kernel.now = 1;
    put("further", 1000); // in the place of the one that has expired
    answer();
    expect(answers).toEqual([
      "ResourceExhaustedError: There is no room for partition `further` of queue `many`: 100000 partitions of the queue have items, the most there can be.",
      "put",
      "put",
    ]);
  });

  test("bad arguments", async ({ world }) => {
    await world.within(async () => {
      const queue = open<unknown>();
      const text: unknown = "no";
      await expectRejection(
        () => queue.get({ block: text as true }),
        InvalidError,
        '"block" of Queue.get must be true or false',
        '"no"',
      );
      await expectRejection(() => queue.len({ total: text as true }), InvalidError, '"total" of Queue.len');
      await expectRejection(
        () => queue.put(1, { timeoutMs: Number.NaN }),
        InvalidError,
        '"timeoutMs" of Queue.put must be 0 to 8640000000000000',
      );
      await expectRejection(() => queue.put(1, { partition: "ä".repeat(33) }), InvalidError, "Invalid Queue partition");
      await expectRejection(() => queue.getMany(-1), InvalidError, "whole number from 1, got -1");
      await expectRejection(() => queue.getMany(1.5), InvalidError, "whole number from 1, got 1.5");
      await expectRejection(() => queue.put(() => 1), SerializationError, "value is a function");
      await expectRejection(() => queue.putMany([1, Symbol("s")]), SerializationError, "values[1] is a symbol");
      await expectRejection(() => Queue.fromName("none").len(), NotFoundError, 'Queue "none" does not exist');
      await expectRejection(async () => Queue.fromId("di-1"), InvalidError, 'Invalid Queue id: "di-1"');
    });
  });

  test("queues cross as arguments and results, ephemeral ones too", async ({ world }) => {
    await world.run(app, async () => {
      await using from = await Queue.ephemeral<number>();
      const to = open();
      await from.put(21);
      expect(await (await double.remote(from, to)).get()).toBe(42);
    });
  });

  test("a time-out without block is ignored with a warning", async ({ world }) => {
    expect(await world.run(app, () => warned.remote())).toEqual([null, undefined, 1]);
    expect(Array.from(world.logs, ({ message }) => message)).toEqual([
      expect.stringContaining('Option "timeoutMs" of Queue.get is ignored, since "block" is false.'),
      expect.stringContaining('Option "timeoutMs" of Queue.put is ignored'),
    ]);
  });
});
