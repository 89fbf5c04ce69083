import { checkConstructing, constructing } from "./construction.js";
import { InvalidError } from "./errors.js";
import { checkObjectName, checkPartition } from "./names.js";
import { type IdentifiedObject, identifiedObject, type NamedObject, namedObject, type NamedObjectOptions } from "./named-object.js";
import { refuse } from "./not-yet.js";
import { type CreateObjectOptions, ObjectManager, parseCreateOptions } from "./object-manager.js";
import { checkOptions, describe } from "./options.js";
import { refusedIterable } from "./refused-iterable.js";
import type { Bindings } from "./session.js";
import { ephemeralObject, StoredObject } from "./stored-object.js";

/** A queue as plain data. */
export type QueueDefinition = NamedObject | IdentifiedObject;

/** Options of every queue operation. */
export interface PartitionOptions {
  /** A queue within the queue, 1 to 64 bytes of UTF-8. Default: one that has no name. */
  partition?: string;
}

/** Options of `get` and `getMany`. */
export interface QueueGetOptions extends PartitionOptions {
  /** Wait for an item. Default: true. */
  block?: boolean;
  /** Longest wait, in milliseconds from 0; then `QueueEmptyError`. Default: no limit. Ignored unless `block`. */
  timeoutMs?: number;
}

/** Options of `put` and `putMany`. */
export interface QueuePutOptions extends PartitionOptions {
  /** Wait while the partition is full. Default: true. */
  block?: boolean;
  /** Longest wait, in milliseconds from 0; then `QueueFullError`. Default: no limit. Ignored unless `block`. */
  timeoutMs?: number;
  /** The partition is cleared this long after its last put; 1 ms to 7 days. Default: one day. */
  partitionTtlMs?: number;
}

const LONGEST_TTL_MS = 7 * 24 * 3_600_000;

/**
 * A first-in, first-out queue that functions share, with up to 100 000 partitions. Items are copied. Modal: section 9.4.
 * @example const work = Queue.fromName<string>("work", { createIfMissing: true }); await work.put("a"); await work.get({ timeoutMs: 1000 });
 */
export class Queue<T = unknown> extends StoredObject<QueueDefinition> {
  /** Makes, lists and deletes stored queues. Modal: section 0.4. */
  static readonly objects: ObjectManager<Queue, [options?: CreateObjectOptions]> = new ObjectManager({
    kind: "Queue",
    parseCreate: (options: CreateObjectOptions = {}) => parseCreateOptions("Queue", options),
    handle: (id, name, origin) => Queue.fromDefinition({ kind: "id", id, name }, origin),
  });

  private declare readonly brand: "Queue";

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
  static async ephemeral<T = unknown>(): Promise<Queue<T> & AsyncDisposable> {
    return ephemeralObject("Queue", (id, origin) => Queue.fromDefinition<T>({ kind: "id", id }, origin));
  }

  /** Appends an item. Rejects with `QueueFullError` if the partition stays full. */
  async put(_value: T, options: QueuePutOptions = {}): Promise<void> {
    checkPut("Queue.put", options);
    refuse("Queue.put");
  }

  /** Appends items in order, all or none. Rejects with `QueueFullError` if the partition stays full. */
  async putMany(values: readonly T[], options: QueuePutOptions = {}): Promise<void> {
    if (!Array.isArray(values)) throw new InvalidError(`Queue.putMany takes a list, got ${describe(values)}.`);
    checkPut("Queue.putMany", options);
    refuse("Queue.putMany");
  }

  /** Removes the first item. An empty queue gives `null` without `block`, and `QueueEmptyError` after `timeoutMs`. */
  get(options: QueueGetOptions & { block: false }): Promise<T | null>;
  get(options?: QueueGetOptions): Promise<T>;
  async get(options: QueueGetOptions = {}): Promise<T | null> {
    checkGet("Queue.get", options);
    return refuse("Queue.get");
  }

  /** Removes 1 to `n` items as soon as there is one. An empty queue gives `[]` without `block`, and `QueueEmptyError` after `timeoutMs`. */
  async getMany(n: number, options: QueueGetOptions = {}): Promise<T[]> {
    if (!Number.isInteger(n) || n < 1) throw new InvalidError(`Queue.getMany takes a whole number from 1, got ${describe(n)}.`);
    checkGet("Queue.getMany", options);
    return refuse("Queue.getMany");
  }

  /** The number of items in one partition, or with `total` in all. */
  async len(options: PartitionOptions & { total?: boolean } = {}): Promise<number> {
    checkOptions("Queue.len", options, ["partition", "total"]);
    checkOnePartition("Queue.len", options.partition, "total", options.total);
    return refuse("Queue.len");
  }

  /** Removes the items of one partition, or with `all` of every one. */
  async clear(options: PartitionOptions & { all?: boolean } = {}): Promise<void> {
    checkOptions("Queue.clear", options, ["partition", "all"]);
    checkOnePartition("Queue.clear", options.partition, "all", options.all);
    refuse("Queue.clear");
  }

  /** Reads the items from the first on and leaves them; ends when none follows within `itemPollTimeoutMs` (default 0). */
  iterate(options: PartitionOptions & { itemPollTimeoutMs?: number } = {}): AsyncIterable<T> {
    checkOptions("Queue.iterate", options, ["partition", "itemPollTimeoutMs"]);
    if (options.partition !== undefined) checkPartition(options.partition);
    checkDuration("Queue.iterate", "itemPollTimeoutMs", options.itemPollTimeoutMs, 0, Number.MAX_SAFE_INTEGER);
    return refusedIterable("Queue.iterate");
  }
}

function checkGet(what: string, options: QueueGetOptions): void {
  checkOptions(what, options, ["partition", "block", "timeoutMs"]);
  if (options.partition !== undefined) checkPartition(options.partition);
  checkDuration(what, "timeoutMs", options.timeoutMs, 0, Number.MAX_SAFE_INTEGER);
}

function checkPut(what: string, options: QueuePutOptions): void {
  checkOptions(what, options, ["partition", "block", "timeoutMs", "partitionTtlMs"]);
  if (options.partition !== undefined) checkPartition(options.partition);
  checkDuration(what, "timeoutMs", options.timeoutMs, 0, Number.MAX_SAFE_INTEGER);
  checkDuration(what, "partitionTtlMs", options.partitionTtlMs, 1, LONGEST_TTL_MS);
}

function checkDuration(what: string, name: string, value: unknown, low: number, high: number): void {
  if (value === undefined || (typeof value === "number" && value >= low && value <= high)) return;
  const range = high === Number.MAX_SAFE_INTEGER ? `${low} or more` : `${low} to ${high}`;
  throw new InvalidError(`Option "${name}" of ${what} must be ${range} milliseconds, got ${describe(value)}.`);
}

function checkOnePartition(what: string, partition: string | undefined, name: string, every: boolean | undefined): void {
  if (partition === undefined) return;
  checkPartition(partition);
  if (every === true) throw new InvalidError(`${what} got both "partition" and "${name}". Give one of them.`);
}
