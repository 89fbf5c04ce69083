// Source: declarations of modal@0.11.1
import { InvalidError, NotFoundError, QueueEmptyError, QueueFullError } from "modal";
import { expect } from "vitest";
import { conform, rejects } from "./conform.js";

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  255,
  256,
  -1,
  2 ** 31 - 1,
  -(2 ** 31),
  1.5,
  "",
  "häl\u0000lo \u{1f980}",
  "x".repeat(70_000),
  [],
  [1, [2, ["three"]]],
  {},
  { a: { b: [null] }, "with space": 1 },
];

conform({
  "QueueService.fromName: by name, in an environment": async ({ modal }) => {
    const { queues } = modal;
    await rejects(queues.fromName("q"), NotFoundError, "Queue 'q' not found");
    const queue = await queues.fromName("q", { createIfMissing: true });
    expect(queue.queueId).toMatch(/^qu-/);
    expect(queue.name).toBe("q");
    expect((await queues.fromName("q")).queueId).toBe(queue.queueId);
    await rejects(queues.fromName("q", { environment: "nope" }), NotFoundError, "nope");
    for (const name of ["has space", "has/slash", "x".repeat(65)])
      await rejects(queues.fromName(name, { createIfMissing: true }), "ClientError", "INVALID_ARGUMENT");
  },
  "QueueService.delete: it and what was in it are gone": async ({ modal }) => {
    const { queues } = modal;
    await (await queues.fromName("q", { createIfMissing: true })).put(1);
    await queues.delete("q");
    await rejects(queues.fromName("q"), NotFoundError, "Queue 'q' not found");
    await rejects(queues.delete("q"), NotFoundError, "Queue 'q' not found");
    await queues.delete("q", { allowMissing: true });
    expect(await (await queues.fromName("q", { createIfMissing: true })).len()).toBe(0);
  },
  "QueueService.ephemeral Queue.closeEphemeral: one without a name": async ({ modal }) => {
    const queue = await modal.queues.ephemeral();
    expect(queue.name).toBeUndefined();
    await queue.put("x");
    expect(await queue.get()).toBe("x");
    queue.closeEphemeral();
    const named = await modal.queues.fromName("q", { createIfMissing: true });
    expect(() => named.closeEphemeral()).toThrow(InvalidError);
  },
  "QueueService.ephemeral: lives as long as its client says so": async ({ modal, world, isVirtual }) => {
    if (!isVirtual) return; // heartbeats come every five minutes
    const queue = await modal.queues.ephemeral();
    await queue.put(1);
    await world.clock.advance(5 * 3_600_000);
    expect(await queue.len()).toBe(1);
    queue.closeEphemeral();
  },
  "Queue.put Queue.get: values of every type, in order": async ({ modal }) => {
    const queue = await modal.queues.ephemeral();
    for (const value of VALUES) await queue.put(value);
    for (const value of VALUES) expect(await queue.get()).toEqual(value);
    await queue.put(new Uint8Array([0, 255]));
    expect([...((await queue.get()) as Uint8Array)]).toEqual([0, 255]);
    await queue.put(-0.0);
    expect(Object.is(await queue.get(), 0)).toBe(true); // whole numbers of Python have no sign of zero
    await queue.put(2 ** 40 + 5);
    expect(await queue.get()).toBe(5); // the client itself sends the lower 32 bits
    await rejects(queue.put(Symbol("x")), "PickleError", "does not support");
    await rejects(queue.put(1, { partition: "x".repeat(65) }), InvalidError, "64 bytes");
    queue.closeEphemeral();
  },
  "Queue.get: time limits": async ({ modal, world, isVirtual }) => {
    const queue = await modal.queues.ephemeral();
    await rejects(queue.get({ timeoutMs: 0 }), QueueEmptyError, "did not return values within 0ms");
    const before = world.clock.now();
    const timeoutMs = isVirtual ? 120_500 : 20;
    await rejects(queue.get({ timeoutMs }), QueueEmptyError, `within ${timeoutMs}ms`);
    if (isVirtual) expect(world.clock.now() - before).toBe(timeoutMs);
    const waiting = queue.get();
    await queue.put("late");
    expect(await waiting).toBe("late");
    queue.closeEphemeral();
  },
  "Queue.putMany Queue.getMany: several at once": async ({ modal }) => {
    const queue = await modal.queues.ephemeral();
    await queue.putMany([1, 2, 3]);
    expect(await queue.getMany(2)).toEqual([1, 2]);
    expect(await queue.getMany(5)).toEqual([3]);
    await rejects(queue.getMany(5, { timeoutMs: 0 }), QueueEmptyError, "");
    await queue.putMany([]);
    expect(await queue.len()).toBe(0);
    queue.closeEphemeral();
  },
  "Queue.put: one that is full": async ({ modal, isVirtual }) => {
    const queue = await modal.queues.ephemeral();
    await queue.putMany(Array.from({ length: 5000 }, (_, index) => index));
    const timeoutMs = isVirtual ? 60_000 : 20;
    await rejects(queue.put("no", { timeoutMs }), QueueFullError, "Put failed on");
    const waiting = queue.put("more");
    expect(await queue.get()).toBe(0);
    await waiting;
    expect(await queue.len()).toBe(5000);
    await rejects(queue.put("x".repeat(2 ** 20 + 1)), "ClientError", "");
    queue.closeEphemeral();
  },
  "Queue.len Queue.clear: by partition and in all": async ({ modal }) => {
    const queue = await modal.queues.ephemeral();
    await queue.putMany([1, 2]);
    await queue.putMany([3], { partition: "p", partitionTtlMs: 3_600_000 });
    expect([await queue.len(), await queue.len({ partition: "p" }), await queue.len({ total: true })]).toEqual([
      2, 1, 3,
    ]);
    expect(await queue.get({ partition: "p" })).toBe(3);
    await queue.put(4, { partition: "p" });
    await queue.clear();
    expect([await queue.len(), await queue.len({ total: true })]).toEqual([0, 1]);
    await queue.clear({ partition: "p" });
    await queue.putMany([1, 2]);
    await queue.clear({ all: true });
    expect(await queue.len({ total: true })).toBe(0);
    await rejects(queue.len({ partition: "p", total: true }), InvalidError, "");
    await rejects(queue.clear({ partition: "p", all: true }), InvalidError, "");
    queue.closeEphemeral();
  },
  "Queue.iterate: looks at what there is": async ({ modal, isVirtual }) => {
    const queue = await modal.queues.ephemeral();
    await queue.putMany([1, 2, 3]);
    await queue.put("other", { partition: "p" });
    expect(await Array.fromAsync(queue.iterate())).toEqual([1, 2, 3]);
    expect(await Array.fromAsync(queue.iterate({ partition: "p" }))).toEqual(["other"]);
    const seen: unknown[] = [];
    for await (const value of queue.iterate({ itemPollTimeoutMs: isVirtual ? 70_000 : 50 })) {
      seen.push(value);
      if (value === 3) await queue.put(4);
    }
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(await queue.len()).toBe(4);
    queue.closeEphemeral();
  },
});
