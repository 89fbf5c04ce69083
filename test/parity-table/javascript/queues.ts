import { expect } from "vitest";
import { InvalidError, NotFoundError, QueueEmptyError as SdkQueueEmptyError } from "modal";
import { Queue, QueueEmptyError } from "modal-emulator";
import { type Area, expectThrown, works } from "../row.ts";
import { ofClient } from "./of-client.ts";

export const queues: Area = {
  title: "Queue",
  rows: [
    ofClient(
      "QueueService.fromName(name, { environment, createIfMissing })",
      "Queue.fromName(name, { environment, createIfMissing })",
      async (modal) => {
        const queue = await modal.queues.fromName("js-q", { createIfMissing: true, environment: "main" });
        await queue.put("told");
        expect(await Queue.fromName("js-q").get()).toBe("told");
      },
    ),
    ofClient("QueueService.ephemeral({ environment })", "Queue.ephemeral()", async (modal) => {
      const queue = await modal.queues.ephemeral({ environment: "main" });
      await queue.put(1);
      expect(await queue.get()).toBe(1);
      queue.closeEphemeral();
    }),
    ofClient(
      "QueueService.delete(name, { environment, allowMissing })",
      "Queue.objects.delete(name, { environment, allowMissing })",
      async (modal) => {
        await modal.queues.fromName("js-gone", { createIfMissing: true });
        await modal.queues.delete("js-gone");
        await expectThrown(() => modal.queues.fromName("js-gone"), NotFoundError, "js-gone");
        const named = await modal.queues.fromName("js-q", { createIfMissing: true });
        await expectThrown(() => named.closeEphemeral(), InvalidError, "not ephemeral");
        await expectThrown(() => named.get({ timeoutMs: 1 }), SdkQueueEmptyError);
      },
    ),
    works(
      "Queue: queueId, name",
      "queue.queueId, queue.name",
      async () => {
        const queue = await Queue.fromName("js-ids", { createIfMissing: true }).hydrate();
        expect([queue.queueId, queue.name]).toEqual([queue.objectId, "js-ids"]);
      },
      "as `volumeId`",
    ),
    works(
      "Queue.put(v, { timeoutMs, partition, partitionTtlMs }), get({ partition })",
      "queue.put(v, { … }), queue.get({ … })",
      async () => {
        const queue = Queue.fromName("js-put", { createIfMissing: true });
        await queue.put("item", { timeoutMs: 1000, partition: "p", partitionTtlMs: 60_000 });
        expect(await queue.get({ partition: "p" })).toBe("item");
      },
    ),
    works("Queue: putMany, getMany(n)", "queue.putMany(values), queue.getMany(n)", async () => {
      const queue = Queue.fromName("js-many", { createIfMissing: true });
      await queue.putMany([1, 2, 3]);
      expect(await queue.getMany(2)).toEqual([1, 2]);
    }),
    works(
      "Queue.get({ timeoutMs: 0 }) of an empty queue throws QueueEmptyError",
      "queue.get({ timeoutMs: 0 })",
      async () => {
        const queue = Queue.fromName("js-empty", { createIfMissing: true });
        await expectThrown(() => queue.get({ timeoutMs: 0 }), QueueEmptyError);
      },
      "`get({ block: false })` gives null",
    ),
    works(
      "Queue: len({ partition, total }), clear({ partition, all })",
      "queue.len({ … }), queue.clear({ … })",
      async () => {
        const queue = Queue.fromName("js-len", { createIfMissing: true });
        await queue.putMany([1, 2]);
        await queue.put(3, { partition: "p" });
        expect([await queue.len({ partition: "p" }), await queue.len({ total: true })]).toEqual([1, 3]);
        await queue.clear({ all: true });
        expect(await queue.len({ total: true })).toBe(0);
      },
    ),
    works("Queue.iterate({ itemPollTimeoutMs, partition })", "queue.iterate({ … })", async () => {
      const queue = Queue.fromName("js-iterate", { createIfMissing: true });
      await queue.putMany(["a", "b"], { partition: "p" });
      expect(await Array.fromAsync(queue.iterate({ partition: "p", itemPollTimeoutMs: 10 }))).toEqual(["a", "b"]);
    }),
    works("Queue.closeEphemeral()", "queue.closeEphemeral()", async () => {
      const queue = await Queue.ephemeral();
      queue.closeEphemeral();
      await expect(queue.len()).rejects.toThrow(queue.queueId);
    }),
  ],
};
