import type { InputRecord } from "../records/call-record.js";

/** How long results of spawned calls are kept. Modal: docs/modal/function-calls.md#retention. */
const RETENTION_MS = 7 * 86_400_000;

export function hasExpired({ endedAt }: InputRecord, now: number): boolean {
  return endedAt !== undefined && now >= endedAt + RETENTION_MS;
}
