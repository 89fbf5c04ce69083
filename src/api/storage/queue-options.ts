import { encodeValue } from "../session/values.js";
import { LAST_INSTANT } from "../../contract/time-range.js";
import { wireSize } from "../../contract/wire-size.js";
import type { Wire } from "../../contract/wire.js";
import { compact } from "../../contract/compact.js";
import { InvalidError, RequestSizeError } from "../../contract/errors.js";
import { checkPartition } from "../../checks/names.js";
import { checkFlag, checkOptions, describe } from "../../checks/options.js";
import type { StorageCommands } from "../../contract/storage-commands.js";

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
const MAX_ITEM_BYTES = 0x100000;

export function parseGet(
  what: string,
  options: QueueGetOptions,
): Omit<StorageCommands["queue.get"]["command"], "object" | "n"> {
  checkOptions(what, options, ["partition", "block", "timeoutMs"]);
  return parseWait(what, options);
}

export function parsePut(
  what: string,
  options: QueuePutOptions,
): Omit<StorageCommands["queue.put"]["command"], "object" | "items"> {
  checkOptions(what, options, ["partition", "block", "timeoutMs", "partitionTtlMs"]);
  const { partitionTtlMs } = options;
  checkDuration(what, "partitionTtlMs", partitionTtlMs, 1, LONGEST_TTL_MS);
  return partitionTtlMs === undefined ? parseWait(what, options) : { ...parseWait(what, options), partitionTtlMs };
}

/** An item on its way. @param path how messages name it */
export function queueItem(what: string, value: unknown, path: string): Wire {
  const wire = encodeValue(value, path);
  const bytes = wireSize(wire);
  if (bytes > MAX_ITEM_BYTES)
    throw new RequestSizeError(`${what}: ${path} is too large: it has ${bytes} bytes, at most 1 MiB fits in an item.`);
  return wire;
}

function parseWait(
  what: string,
  { partition, block = true, timeoutMs }: QueueGetOptions,
): { partition?: string; block?: false; timeoutMs?: number } {
  if (partition !== undefined) checkPartition(partition);
  checkFlag(what, "block", block);
  checkDuration(what, "timeoutMs", timeoutMs, 0);
  if (!block && timeoutMs !== undefined)
    process.emitWarning(`Option "timeoutMs" of ${what} is ignored, since "block" is false.`);
  return compact({ partition, block: block ? undefined : (false as const), timeoutMs: block ? timeoutMs : undefined });
}

export function checkDuration(
  what: string,
  name: string,
  value: unknown,
  low: number,
  high: number = LAST_INSTANT,
): void {
  if (value === undefined || (typeof value === "number" && value >= low && value <= high)) return;
  throw new InvalidError(`Option "${name}" of ${what} must be ${low} to ${high} milliseconds, got ${describe(value)}.`);
}

/** One partition, or all of them. */
export function checkOnePartition(what: string, partition: string | undefined, name: string, every: boolean): void {
  checkFlag(what, name, every);
  if (partition === undefined) return;
  checkPartition(partition);
  if (every) throw new InvalidError(`${what} got both "partition" and "${name}". Give one of them.`);
}
