import { setTimeout as sleep } from "node:timers/promises";
import { App, batched, concurrent } from "modal-emulator";

export const app = new App("pools");

/** How long an input works, and whether it fails then. */
export interface Work {
  readonly ms: number;
  readonly fails: boolean;
}

async function work({ ms, fails }: Work): Promise<number> {
  await sleep(ms);
  if (fails) throw new Error("as it was told");
  return ms;
}

async function workTogether(works: readonly Work[]): Promise<number[]> {
  await work({ ms: Math.max(...works.map(({ ms }) => ms)), fails: works.some(({ fails }) => fails) });
  return works.map(({ ms }) => ms);
}

/** Each kind of pool; what a container may have at once is in their definitions. */
export const POOLS = {
  single: app.function({ name: "single", maxContainers: 2, retries: 1, scaledownWindowMs: 2000 }, work),
  concurrent: app.function(
    { name: "concurrent", maxContainers: 2, retries: 1, scaledownWindowMs: 2000 },
    concurrent({ maxInputs: 3 }, work),
  ),
  targeted: app.function(
    { name: "targeted", maxContainers: 2, timeoutMs: 1000 },
    concurrent({ maxInputs: 4, targetInputs: 2 }, work),
  ),
  batched: app.function(
    { name: "batched", maxContainers: 2, retries: 1 },
    batched({ maxBatchSize: 3, waitMs: 50 }, workTogether),
  ),
  batchedAtOnce: app.function(
    { name: "batchedAtOnce", maxContainers: 1, timeoutMs: 1000 },
    concurrent({ maxInputs: 2 }, batched({ maxBatchSize: 2, waitMs: 0 }, workTogether)),
  ),
  singleUse: app.function(
    { name: "singleUse", maxContainers: 3, singleUseContainers: true },
    concurrent({ maxInputs: 2 }, work),
  ),
  kept: app.function(
    { name: "kept", minContainers: 1, bufferContainers: 1, maxContainers: 4, scaledownWindowMs: 2000 },
    work,
  ),
} as const;
