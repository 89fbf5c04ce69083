import { refuseOptions } from "../../checks/refuse-options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { decodeValue } from "../session/values.js";
import { checkConstructing, constructing } from "../../checks/construction.js";
import { InvalidError } from "../../contract/errors.js";
import { checkObjectName, checkPartition } from "../../checks/names.js";
import { identifiedObject, namedObject, type NamedObjectOptions } from "./named-object.js";
import { type CreateObjectOptions, ObjectManager, parseCreateOptions } from "./object-manager.js";
import { checkOptions, describe } from "../../checks/options.js";
import {
  checkDuration,
  checkOnePartition,
  parseGet,
  parsePut,
  type PartitionOptions,
  queueItem,
  type QueueGetOptions,
  type QueuePutOptions,
} from "./queue-options.js";
import { type Bindings, currentSession, type Session } from "../session/session.js";
import { type Ephemeral, ephemeralObject, type EphemeralOptions, StoredObject } from "./stored-object.js";
import type { QueueDefinition } from "../../contract/stored-objects.js";

/**
 * A first-in, first-out queue that functions share, with up to 100 000 partitions. Items are copied.
 * Modal: docs/modal/dicts-and-queues.md#queues.
 * @example
 * const work = Queue.fromName<string>("work", { createIfMissing: true });
 * await work.put("a");
 * await work.get({ timeoutMs: 1000 });
 */
export class Queue<T = unknown> extends StoredObject<QueueDefinition> {
  /** Makes, lists and deletes stored queues. Modal: docs/modal/handles-and-names.md#managers. */
  static readonly objects: ObjectManager<Queue, [options?: CreateObjectOptions]> = new ObjectManager({
    kind: "Queue",
    parseCreate: (options: CreateObjectOptions = {}) => parseCreateOptions("Queue", options),
    handle: (id, name, origin) => Queue.fromDefinition({ kind: "id", id, name }, origin),
  });

  declare private readonly brand: "Queue";

  static {
    refuseAssignments(Queue, "It stands for what the world stores, and is changed by its methods.");
  }

  private constructor(key: typeof constructing, definition: QueueDefinition, origin?: Bindings) {
    checkConstructing("Queue", key, "Queue.fromName");
    super("Queue", definition, origin);
  }

  /** @internal */
  static fromDefinition<T = unknown>(definition: QueueDefinition, origin?: Bindings): Queue<T> {
    return new Queue<T>(constructing, definition, origin);
  }

  /**
   * A queue by name, looked up on first use.
   * @throws InvalidError for a bad name
   */
  static fromName<T = unknown>(name: string, options: NamedObjectOptions = {}): Queue<T> {
    checkObjectName("Queue", name);
    checkOptions("Queue.fromName", options, ["createIfMissing", "environment"]);
    return Queue.fromDefinition(namedObject(name, options));
  }

  /**
   * A queue by id.
   * @throws InvalidError for the id of something else
   */
  static fromId<T = unknown>(id: string): Queue<T> {
    return Queue.fromDefinition(identifiedObject("Queue", "qu", id));
  }

  /** A queue without a name that lives until it is disposed of. */
  static async ephemeral<T = unknown>(options: EphemeralOptions = {}): Promise<Queue<T> & Ephemeral> {
    checkOptions("Queue.ephemeral", options, ["environment"]);
    return ephemeralObject("Queue", options, (id, origin) => Queue.fromDefinition<T>({ kind: "id", id }, origin));
  }

  /**
   * How a partition is known: its bytes in UTF-8; none for that without a name.
   * @throws InvalidError for a name that none can have
   */
  static validatePartitionKey(partition?: string | null): Uint8Array {
    if (partition === undefined || partition === null) return new Uint8Array();
    checkPartition(partition);
    return new TextEncoder().encode(partition);
  }

  /** As `objectId`, under the name it has in Modal's JavaScript SDK. @throws ExecutionError while it is not hydrated */
  get queueId(): string {
    return this.knownId;
  }

  /**
   * Appends an item.
   * @throws QueueFullError if the partition stays full: it holds 5000 items
   * @throws RequestSizeError for an item of more than 1 MiB
   */
  async put(value: T, options: QueuePutOptions = {}): Promise<void> {
    const parsed = parsePut("Queue.put", options);
    await this.ask("put", "queue.put", { ...parsed, items: [queueItem("Queue.put", value, "value")] });
  }

  /**
   * Appends items in order, all or none.
   * @throws QueueFullError if the partition stays full, at once for more than it holds
   * @throws RequestSizeError for an item of more than 1 MiB
   */
  async putMany(values: readonly T[], options: QueuePutOptions = {}): Promise<void> {
    if (!Array.isArray(values)) throw new InvalidError(`Queue.putMany takes a list, got ${describe(values)}.`);
    const parsed = parsePut("Queue.putMany", options);
    await this.ask("putMany", "queue.put", {
      ...parsed,
      items: values.map((value, index) => queueItem("Queue.putMany", value, `values[${index}]`)),
    });
  }

  /**
   * Removes the first item. Consumers that wait are served in the order in which they came. Without `block`, an empty
   * partition gives `null`.
   * @throws QueueEmptyError if none came within `timeoutMs`
   */
  get(options: QueueGetOptions & { block: false }): Promise<T | null>;
  get(options?: QueueGetOptions): Promise<T>;
  async get(options: QueueGetOptions = {}): Promise<T | null> {
    const { items } = await this.ask("get", "queue.get", { ...parseGet("Queue.get", options), n: 1 });
    return items.length === 0 ? null : (decodeValue(items[0]) as T);
  }

  /**
   * Removes 1 to `n` items as soon as there is one. Without `block`, an empty partition gives `[]`.
   * @throws QueueEmptyError if none came within `timeoutMs`
   */
  async getMany(n: number, options: QueueGetOptions = {}): Promise<T[]> {
    if (!Number.isInteger(n) || n < 1)
      throw new InvalidError(`Queue.getMany takes a whole number from 1, got ${describe(n)}.`);
    const { items } = await this.ask("getMany", "queue.get", { ...parseGet("Queue.getMany", options), n });
    return items.map((item) => decodeValue(item) as T);
  }

  /** The number of items in one partition, or with `total` in all. */
  async len(options: PartitionOptions & { total?: boolean } = {}): Promise<number> {
    checkOptions("Queue.len", options, ["partition", "total"]);
    const { partition, total = false } = options;
    checkOnePartition("Queue.len", partition, "total", total);
    return this.ask("len", "queue.len", { partition, total });
  }

  /** Removes the items of one partition, or with `all` of every one. */
  async clear(options: PartitionOptions & { all?: boolean } = {}): Promise<void> {
    checkOptions("Queue.clear", options, ["partition", "all"]);
    const { partition, all = false } = options;
    checkOnePartition("Queue.clear", partition, "all", all);
    await this.ask("clear", "queue.clear", { partition, all });
  }

  /**
   * Reads the items from the first on and leaves them; ends when none follows within `itemPollTimeoutMs` (default 0),
   * counted anew from each item on. Items that are taken before they were read are not seen.
   */
  iterate(options: PartitionOptions & { itemPollTimeoutMs?: number } = {}): AsyncIterable<T> {
    checkOptions("Queue.iterate", options, ["partition", "itemPollTimeoutMs"]);
    const { partition, itemPollTimeoutMs = 0 } = options;
    if (partition !== undefined) checkPartition(partition);
    checkDuration("Queue.iterate", "itemPollTimeoutMs", itemPollTimeoutMs, 0);
    const from = currentSession();
    return { [Symbol.asyncIterator]: () => this.#read(partition, itemPollTimeoutMs, from) };
  }

  /** As {@link iterate}: what is there now, without taking it. */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.iterate()[Symbol.asyncIterator]();
  }

  async *#read(
    partition: string | undefined,
    timeoutMs: number,
    from: Session | undefined,
  ): AsyncGenerator<T, void, undefined> {
    const session = from ?? currentSession();
    for (let after = 0; ;) {
      const { items, next } = await this.ask("iterate", "queue.peek", { partition, after, timeoutMs }, session);
      if (items.length === 0) return;
      after = next;
      for (const item of items) yield decodeValue(item, session) as T;
    }
  }
}

refuseOptions(Queue, { fromId: 1 });
