import { parseBatch } from "../../api/marks/batched.js";
import { parseConcurrency } from "../../api/marks/concurrent.js";
import { Retries } from "../../api/resources/retries.js";
import { parseDynamicOptions } from "../../api/settings/dynamic-options.js";
import type { DynamicSettings } from "../../contract/function-settings.js";
import type { FunctionOptions } from "../protocol/modal.js";
import { mountsOf, resourcesOf, secretsOf } from "./sent-mounts.js";

/** What `withOptions`, `withConcurrency` and `withBatching` of a client say together; `undefined` for nothing. */
export function dynamicSettings(options: FunctionOptions | null): DynamicSettings | undefined {
  if (!options) return undefined;
  const { retryPolicy, concurrencyLimit, bufferContainers, taskIdleTimeoutSecs, timeoutSecs, routingRegion } = options;
  const settings = {
    ...parseDynamicOptions({
      ...resourcesOf(options.resources),
      secrets: secretsOf(options.secretIds),
      volumes: mountsOf(options.volumeMounts, options.cloudBucketMounts),
      ...(retryPolicy && { retries: retriesOf(retryPolicy) }),
      ...(concurrencyLimit && { maxContainers: concurrencyLimit }),
      ...(bufferContainers && { bufferContainers }),
      ...(taskIdleTimeoutSecs && { scaledownWindowMs: taskIdleTimeoutSecs * 1000 }),
      ...(timeoutSecs && { timeoutMs: timeoutSecs * 1000 }),
      ...(options.cloudProviderStr && { cloud: options.cloudProviderStr }),
      ...(options.schedulerPlacement?.regions.length && { region: options.schedulerPlacement.regions }),
      ...(routingRegion && { routingRegion }),
    }),
    ...marksOf(options),
  };
  return Object.keys(settings).length > 0 ? settings : undefined;
}

function retriesOf({ retries, ...delays }: NonNullable<FunctionOptions["retryPolicy"]>): Retries {
  const { backoffCoefficient, initialDelayMs, maxDelayMs } = delays;
  return new Retries({ maxRetries: retries, backoffCoefficient, initialDelayMs, maxDelayMs });
}

function marksOf(options: FunctionOptions): DynamicSettings {
  const { maxConcurrentInputs, targetConcurrentInputs, batchMaxSize, batchLingerMs } = options;
  return {
    ...(maxConcurrentInputs && {
      concurrency: parseConcurrency("withConcurrency", {
        maxInputs: maxConcurrentInputs,
        ...(targetConcurrentInputs && { targetInputs: targetConcurrentInputs }),
      }),
    }),
    ...(batchMaxSize && {
      batch: parseBatch("withBatching", { maxBatchSize: batchMaxSize, waitMs: batchLingerMs ?? 0 }),
    }),
  };
}
