import type { Kernel } from "../kernel/kernel.js";
import type { ObjectStore, Stored, StoredKind } from "./object-store.js";
import { MAX_ITEMS, Partition, type SavedPartition } from "./partition.js";

/** Partitions with items that a queue holds at most. */
const MAX_PARTITIONS = 100_000;
const DEFAULT_TTL_MS = 24 * 3_600_000;
/** Key of the partition without a name: no other has that. */
const UNNAMED = "";

/** What a stored queue holds: the partitions that somebody uses. */
export class QueueContent {
  readonly #partitions = new Map<string, Partition>();
  /**
   * Where the positions of new partitions begin: behind those of all that are gone, so that who looks on misses
   * nothing.
   */
  #position: number;

  constructor(position = 0) {
    this.#position = position;
  }

  /** Where the positions of new partitions begin. */
  get position(): number {
    return this.#position;
  }

  /** @param make a partition that is not in use, given where its positions begin and what to call when it changed */
  open(name: string, make: (position: number, changed: () => void) => Partition): Partition {
    const known = this.#partitions.get(name);
    if (known) return known;
    const partition: Partition = make(this.#position, () => this.release(name, partition));
    this.#partitions.set(name, partition);
    return partition;
  }

  get(name: string): Partition | undefined {
    return this.#partitions.get(name);
  }

  /** Forgets a partition that is not in use any more. */
  release(name: string, partition: Partition): void {
    if (!partition.isUnused || this.#partitions.get(name) !== partition) return;
    this.#position = Math.max(this.#position, partition.end);
    this.#partitions.delete(name);
  }

  /** Whether a further partition could get items. */
  get hasRoom(): boolean {
    if (this.#partitions.size < MAX_PARTITIONS) return true;
    for (const [name, partition] of this.#partitions) this.release(name, partition);
    let filled = 0;
    for (const partition of this.#partitions.values()) if (partition.size > 0) filled++;
    return filled < MAX_PARTITIONS;
  }

  [Symbol.iterator](): Iterator<[string, Partition]> {
    return [...this.#partitions][Symbol.iterator]();
  }
}

interface SavedQueue {
  readonly position: number;
  readonly partitions: readonly (readonly [name: string, partition: SavedPartition])[];
}

export function queueKind(kernel: Kernel): StoredKind<QueueContent> {
  return {
    kind: "Queue",
    prefix: "qu",
    make: () => new QueueContent(),
    removed: (queue) => {
      for (const [, partition] of queue.content)
        partition.close(`${labelOf(queue)} was deleted while this call waited.`);
    },
    save(content) {
      const partitions = Array.from(content, ([name, partition]) => [name, partition.save()] as const).filter(
        ([, { items }]) => items.length > 0,
      );
      return { data: { position: content.position, partitions } satisfies SavedQueue, files: [] };
    },
    load({ data }, queue) {
      const { position, partitions } = data as SavedQueue;
      const content = new QueueContent(position);
      for (const [name, saved] of partitions) open(kernel, { ...queue, content }, name).load(saved);
      return content;
    },
    hint: (name) => `\`Queue.fromName("${name}", { createIfMissing: true })\` or \`Queue.objects.create("${name}")\``,
  };
}

function open(kernel: Kernel, queue: Named & { readonly content: QueueContent }, name: string): Partition {
  return queue.content.open(name, (position, changed) => {
    const place = { queueId: queue.id, partition: name === UNNAMED ? null : name, label: labelOf(queue, name) };
    return new Partition(kernel, place, position, changed);
  });
}

export function handleQueueCommands(kernel: Kernel, store: ObjectStore<QueueContent>): void {
  /** Does something with a partition, which is kept as long as it is in use. */
  const use = (queue: Stored<QueueContent>, name: string = UNNAMED, act: (partition: Partition) => void): void => {
    const partition = open(kernel, queue, name);
    act(partition);
    queue.content.release(name, partition);
  };

  kernel.handle(
    "queue.put",
    ({ object, partition, items, block = true, timeoutMs, partitionTtlMs = DEFAULT_TTL_MS }, pending) => {
      const found = store.find(object, pending);
      if (!found) return;
      if (items.length === 0) pending.reply(null);
      else if (items.length > MAX_ITEMS)
        pending.fail(
          "QueueFullError",
          `${items.length} items at once never fit on ${labelOf(found, partition)}: a partition holds ${MAX_ITEMS}. Put them in smaller groups.`,
        );
      else if (!found.content.get(partition ?? UNNAMED)?.size && !found.content.hasRoom)
        pending.fail(
          "ResourceExhaustedError",
          `There is no room for ${labelOf(found, partition)}: ${MAX_PARTITIONS} partitions of the queue have items, the most there can be.`,
        );
      else use(found, partition, (target) => target.put({ pending, items, block, timeoutMs, partitionTtlMs }));
    },
  );
  kernel.handle("queue.get", ({ object, partition, n, block = true, timeoutMs }, pending) => {
    const found = store.find(object, pending);
    if (found) use(found, partition, (target) => target.get({ pending, n, block, timeoutMs }));
  });
  kernel.handle("queue.peek", ({ object, partition, after, timeoutMs }, pending) => {
    const found = store.find(object, pending);
    if (found) use(found, partition, (target) => target.peek({ pending, after, timeoutMs }));
  });
  kernel.handle("queue.len", ({ object, partition, total }, pending) => {
    const found = store.find(object, pending);
    if (!found) return;
    let items = 0;
    if (total) for (const [, { size }] of found.content) items += size;
    else items = found.content.get(partition ?? UNNAMED)?.size ?? 0;
    pending.reply(items);
  });
  kernel.handle("queue.sizes", ({ object }, pending) => {
    const found = store.find(object, pending);
    if (!found) return;
    const sizes = Array.from(found.content, ([, { size }]) => size);
    pending.reply({
      partitions: sizes.filter((size) => size > 0).length,
      total: sizes.reduce((sum, size) => sum + size, 0),
    });
  });
  kernel.handle("queue.clear", ({ object, partition, all }, pending) => {
    const found = store.find(object, pending);
    if (!found) return;
    const names = all ? Array.from(found.content, ([name]) => name) : [partition ?? UNNAMED];
    for (const name of names) use(found, name, (target) => target.clear());
    pending.reply(null);
  });
}

type Named = Pick<Stored<QueueContent>, "id" | "name">;

function labelOf({ id, name }: Named, partition = UNNAMED): string {
  const queue = `queue \`${name ?? id}\``;
  return partition === UNNAMED ? queue : `partition \`${partition}\` of ${queue}`;
}
