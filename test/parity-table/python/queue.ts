import { expect } from "vitest";
import { InvalidError, NotFoundError, Queue, QueueEmptyError } from "modal-emulator";
import { type Area, expectThrown, works } from "../row.ts";

const queue = (name: string): Queue<number> => Queue.fromName<number>(name, { createIfMissing: true });

export const queues: Area = {
  title: "Queue",
  intro:
    "Waiting and time-outs on virtual time, first come first served, limits ([guide](dict-and-queue.md)). Named ones belong to their environment, and stay when their app ends.",
  rows: [
    works("Queue.from_name / ephemeral / from_id / info / objects.*", "the same, in camelCase", async () => {
      await Queue.objects.create("managed");
      const { objectId = "" } = await Queue.fromName("managed").hydrate();
      expect(await Queue.fromId(objectId).info()).toMatchObject({ name: "managed" });
      await Queue.objects.delete("managed");
      await expectThrown(() => Queue.fromName("managed").hydrate(), NotFoundError, "managed");
      await using own = await Queue.ephemeral<number>();
      expect(await own.len()).toBe(0);
    }),
    works(
      "q.put(v, block, timeout, partition, partition_ttl)",
      "queue.put(v, { block, timeoutMs, partition, partitionTtlMs })",
      async () => {
        const own = queue("put");
        await own.put(1, { block: false, timeoutMs: 1000, partition: "a", partitionTtlMs: 60_000 });
        expect([await own.len({ partition: "a" }), await own.len()]).toEqual([1, 0]);
      },
    ),
    works("q.put_many / get_many(n)", "queue.putMany(values) / getMany(n)", async () => {
      const own = queue("many");
      await own.putMany([1, 2, 3]);
      expect(await own.getMany(2)).toEqual([1, 2]);
    }),
    works(
      "q.get(block, timeout, partition)",
      "queue.get({ block, timeoutMs, partition })",
      async () => {
        const own = queue("get");
        expect(await own.get({ block: false })).toBeNull();
        await expectThrown(() => own.get({ timeoutMs: 1000 }), QueueEmptyError);
        await own.put(5, { partition: "b" });
        expect(await own.get({ partition: "b" })).toBe(5);
      },
      "`queue.Empty` of Python is `QueueEmptyError`",
    ),
    works(
      "q.len(partition, total) / clear(partition, all) / iterate(partition, item_poll_timeout)",
      "queue.len / clear / iterate",
      async () => {
        const own = queue("iterated");
        await own.put(1, { partition: "a" });
        await own.put(2);
        expect(await own.len({ total: true })).toBe(2);
        expect(await Array.fromAsync(own.iterate({ partition: "a", itemPollTimeoutMs: 1000 }))).toEqual([1]);
        await own.clear({ all: true });
        expect(await own.len({ total: true })).toBe(0);
      },
    ),
    works("Queue.validate_partition_key (static)", "Queue.validatePartitionKey(partition)", async () => {
      expect(Queue.validatePartitionKey("a")).toEqual(new Uint8Array([97]));
      await expectThrown(() => Queue.validatePartitionKey(""), InvalidError, "Invalid Queue partition");
    }),
    works(
      "Queue.objects.list(max_objects, created_before, environment_name) / delete(allow_missing, environment_name)",
      "Queue.objects.list({ maxObjects, createdBefore, environment }) / delete({ allowMissing, environment })",
      async (world) => {
        for (const name of ["one", "two"]) await Queue.objects.create(name, { environment: "queues" });
        expect(await Queue.objects.list({ maxObjects: 1, environment: "queues" })).toHaveLength(1);
        const createdBefore = new Date(world.clock.now() - 1);
        expect(await Queue.objects.list({ createdBefore, environment: "queues" })).toEqual([]);
        expect(await Queue.objects.delete("none", { allowMissing: true, environment: "queues" })).toBeUndefined();
      },
    ),
  ],
};
