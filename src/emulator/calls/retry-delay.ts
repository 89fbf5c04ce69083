import type { RetryPolicy } from "../../contract/resource-definitions.js";

const MIN_DELAY_MS = 1000;
const MAX_DELAY_MS = 86_400_000;

/**
 * Milliseconds before retry number `retry` (from 1), `undefined` when the policy allows no more. Never below one
 * second; `maxDelayMs` is applied to every kind of call. Modal: docs/modal/retries.md#delays.
 */
export function retryDelayMs(policy: RetryPolicy | undefined, retry: number): number | undefined {
  if (!policy || retry > policy.maxRetries) return undefined;
  const delay = Math.max(policy.initialDelayMs * policy.backoffCoefficient ** (retry - 1), MIN_DELAY_MS);
  return Math.trunc(Math.min(delay, policy.maxDelayMs, MAX_DELAY_MS));
}
