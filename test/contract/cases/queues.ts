import { expect } from "vitest";
import { NotFoundError, QueueEmptyError, QueueFullError } from "modal-emulator";
import type { ObjectReference } from "../../../src/contract/storage-commands.js";
import type { Asked, Case, Group } from "../case.js";
import { named } from "./named.js";

/** Items that a partition holds. */
const CAPACITY = 5000;

/** A case of a queue without items. */
function empty(fact: string, body: (asked: Asked, object: ObjectReference) => Promise<void>): Case {
  return [
    fact,
    async (asked) => {
      await asked.send("object.create", { kind: "Queue", name: "jobs", allowExisting: false });
      await body(asked, named("jobs"));
    },
  ];
}

function missing(body: (refers: { object: ObjectReference }, asked: Asked) => Promise<void>): Case {
  return ["names a queue that is missing", (asked) => body({ object: named("nothing") }, asked)];
}

const refusal = [NotFoundError, "Queue", '"nothing"'] as const;

export const queues = {
  "queue.put": [
    empty("adds items at the end, of a partition of its own", async ({ send }, object) => {
      expect(await send("queue.put", { object, items: [1, 2] })).toBeNull();
      await send("queue.put", { object, items: [3] });
      await send("queue.put", { object, partition: "other", items: ["x"], partitionTtlMs: 60_000 });
      expect(await send("queue.get", { object, n: 5 })).toEqual({ items: [1, 2, 3] });
      expect(await send("queue.get", { object, partition: "other", n: 5 })).toEqual({ items: ["x"] });
    }),
    empty("keeps a partition for as long as it is asked to", async ({ send, refused }, object) => {
      for (const [partition, partitionTtlMs] of [
        ["short", 60_000],
        ["long", 120_000],
      ] as const)
        await send("queue.put", { object, partition, items: ["x"], partitionTtlMs });
      await refused("queue.get", { object, n: 1, timeoutMs: 90_000 }, QueueEmptyError, "`jobs`"); // time passes
      expect(await send("queue.len", { object, partition: "short", total: false })).toBe(0);
      expect(await send("queue.len", { object, partition: "long", total: false })).toBe(1);
    }),
    empty("waits for room, as long as it may", async ({ send, refused }, object) => {
      await send("queue.put", { object, items: Array<number>(CAPACITY).fill(0) });
      await refused("queue.put", { object, items: [1], block: false }, QueueFullError, "`jobs`");
      await refused("queue.put", { object, items: [1], timeoutMs: 1000 }, QueueFullError, "`jobs`");
      const waiting = send("queue.put", { object, items: ["late"] });
      await send("queue.get", { object, n: 10 });
      expect(await waiting).toBeNull();
      await refused(
        "queue.put",
        { object, items: Array<number>(CAPACITY + 1).fill(0) },
        QueueFullError,
        "`jobs`",
        `${CAPACITY}`,
      );
    }),
    missing((refers, { refused }) => refused("queue.put", { ...refers, items: [1] }, ...refusal)),
  ],
  "queue.get": [
    empty("gives what there is, or waits for the next item, as long as it may", async ({ send, refused }, object) => {
      expect(await send("queue.get", { object, n: 3, block: false })).toEqual({ items: [] });
      await refused("queue.get", { object, n: 3, timeoutMs: 1000 }, QueueEmptyError, "`jobs`");
      const waiting = send("queue.get", { object, n: 3 });
      await send("queue.put", { object, items: ["a"] });
      expect(await waiting).toEqual({ items: ["a"] });
    }),
    empty("serves consumers in the order in which they came", async ({ send }, object) => {
      const waiting = Array.from({ length: 20 }, () => send("queue.get", { object, n: 1 }));
      await send("queue.put", { object, items: Array.from({ length: 20 }, (_, n) => n) });
      expect((await Promise.all(waiting)).map(({ items: [item] }) => item)).toEqual(
        Array.from({ length: 20 }, (_, n) => n),
      );
    }),
    empty("tells who waits that the queue was deleted", async ({ send, refused }, object) => {
      const waiting = refused("queue.get", { object, n: 1 }, NotFoundError, "`jobs`");
      await send("object.delete", { kind: "Queue", name: "jobs", allowMissing: false });
      await waiting;
    }),
    missing((refers, { refused }) => refused("queue.get", { ...refers, n: 1 }, ...refusal)),
  ],
  "queue.len": [
    empty("counts the items of a partition, or of all", async ({ send }, object) => {
      await send("queue.put", { object, items: [1, 2] });
      await send("queue.put", { object, partition: "other", items: [3] });
      expect(await send("queue.len", { object, total: false })).toBe(2);
      expect(await send("queue.len", { object, partition: "other", total: false })).toBe(1);
      expect(await send("queue.len", { object, partition: "none", total: false })).toBe(0);
      expect(await send("queue.len", { object, total: true })).toBe(3);
    }),
    missing((refers, { refused }) => refused("queue.len", { ...refers, total: true }, ...refusal)),
  ],
  "queue.sizes": [
    empty("counts items, and partitions that have some", async ({ send }, object) => {
      expect(await send("queue.sizes", { object })).toEqual({ partitions: 0, total: 0 });
      await send("queue.put", { object, items: [1, 2] });
      await send("queue.put", { object, partition: "other", items: [3] });
      expect(await send("queue.sizes", { object })).toEqual({ partitions: 2, total: 3 });
      await send("queue.clear", { object, all: false });
      expect(await send("queue.sizes", { object })).toEqual({ partitions: 1, total: 1 });
    }),
    missing((refers, { refused }) => refused("queue.sizes", { ...refers }, ...refusal)),
  ],
  "queue.clear": [
    empty("empties a partition, or all", async ({ send }, object) => {
      const lengths = async () => [
        await send("queue.len", { object, total: false }),
        await send("queue.len", { object, total: true }),
      ];
      for (const partition of [undefined, "other"]) await send("queue.put", { object, partition, items: [1, 2] });
      expect(await send("queue.clear", { object, all: false })).toBeNull();
      expect(await lengths()).toEqual([0, 2]);
      expect(await send("queue.clear", { object, all: true })).toBeNull();
      expect(await lengths()).toEqual([0, 0]);
    }),
    missing((refers, { refused }) => refused("queue.clear", { ...refers, all: true }, ...refusal)),
  ],
  "queue.peek": [
    empty("shows items from a position on, leaves them, and waits as long as it may", async ({ send }, object) => {
      expect(await send("queue.peek", { object, after: 0, timeoutMs: 1000 })).toEqual({ items: [], next: 0 });
      await send("queue.put", { object, items: ["a", "b"] });
      expect(await send("queue.peek", { object, after: 0, timeoutMs: 0 })).toEqual({ items: ["a", "b"], next: 2 });
      expect(await send("queue.peek", { object, after: 1, timeoutMs: 0 })).toEqual({ items: ["b"], next: 2 });
      const waiting = send("queue.peek", { object, after: 2, timeoutMs: 60_000 });
      await send("queue.put", { object, items: ["c"] });
      expect(await waiting).toEqual({ items: ["c"], next: 3 });
      expect(await send("queue.len", { object, total: false })).toBe(3);
    }),
    missing((refers, { refused }) => refused("queue.peek", { ...refers, after: 0, timeoutMs: 0 }, ...refusal)),
  ],
} satisfies Group;
