import type { ContainerSettings } from "./container-settings.js";
import type { ScheduleDefinition } from "./schedule-definition.js";
import type { ClusterSettings } from "./cluster-settings.js";
import type { WebSettings } from "./web-settings.js";

/** The options of a function, checked, with defaults, as plain data in one form each. */
export interface FunctionSettings extends ContainerSettings {
  readonly name: string;
  readonly isGenerator: boolean;
  readonly schedule?: ScheduleDefinition;
  /** Set by `batched`. */
  readonly batch?: BatchSettings;
  /** Set by `concurrent`. */
  readonly concurrency?: ConcurrencySettings;
  /** Set by `clustered`. */
  readonly cluster?: ClusterSettings;
  /** Set by `asgiApp`, `fastapiEndpoint` and their kind. */
  readonly web?: WebSettings;
}

/**
 * The settings that `withOptions`, `withConcurrency` and `withBatching` change: each takes the place of the one before,
 * as a whole.
 */
export type DynamicSettings = Partial<
  Pick<
    FunctionSettings,
    | "cpu"
    | "memory"
    | "gpus"
    | "secrets"
    | "volumes"
    | "retries"
    | "maxContainers"
    | "bufferContainers"
    | "scaledownWindowMs"
    | "timeoutMs"
    | "regions"
    | "cloud"
    | "routingRegion"
    | "concurrency"
    | "batch"
  >
>;

/** How inputs are put together: at most so many, after at most so many virtual milliseconds of waiting. */
export interface BatchSettings {
  readonly maxBatchSize: number;
  readonly waitMs: number;
}

/** How many inputs a container takes at once, and how many the autoscaler counts for it. */
export interface ConcurrencySettings {
  readonly maxInputs: number;
  readonly targetInputs: number;
}

/** What wrappers such as `batched` and `concurrent` say of a function or class. */
export interface Marks {
  readonly batch?: BatchSettings;
  readonly concurrency?: ConcurrencySettings;
  readonly cluster?: ClusterSettings;
  readonly web?: WebSettings;
}
