import type { Compact } from "./compact.js";

/** One kind of GPU and how many of them. */
export interface GpuDefinition {
  /** In upper case, such as `"A100-80GB"`. */
  readonly type: string;
  readonly count: number;
}

/** Processor time as plain data, in thousandths of a core. */
export interface CpuDefinition {
  readonly requestMilli: number;
  readonly limitMilli?: number;
}

/** Memory as plain data. */
export interface MemoryDefinition {
  readonly requestMiB: number;
  readonly limitMiB?: number;
}

/** A retry policy as plain data, in whole milliseconds. */
export interface RetryPolicy {
  readonly maxRetries: number;
  readonly backoffCoefficient: number;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
}

/** Where containers run, as plain data. */
export type SchedulerPlacementDefinition = Readonly<
  Compact<{
    regions: readonly string[];
    zone: string | undefined;
    lifecycle: "spot" | "on-demand" | undefined;
    instanceTypes: readonly string[];
  }>
>;
