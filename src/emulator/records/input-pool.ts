import type { FunctionStats } from "../../contract/backend.js";
import type { InputRecord } from "./call-record.js";

/** Bounds of a pool. Modal: docs/modal/containers.md#autoscaler. */
export interface Scale {
  readonly minContainers: number;
  readonly maxContainers: number;
  readonly bufferContainers: number;
  readonly scaledownWindowMs: number;
}

/** What a redeploy does with busy containers: lets them finish, or stops them. */
export type Strategy = "rolling" | "recreate";

/** The containers of one function and the inputs that wait for them. */
export interface InputPool {
  /** In containers. */
  readonly scale: Scale;
  readonly stats: FunctionStats;
  enqueue(input: InputRecord): void;
  /** To be called when an input that waits here was terminated. */
  dropped(): void;
  /** Takes every input that waits. */
  drain(): InputRecord[];
  /** Starts as many containers as the load wants. */
  adjust(): void;
  /** Other bounds hold from now on. */
  rescale(scale: Scale): void;
  /** Starts no container any more. */
  close(): void;
  /** Stops all containers in good order. */
  stopAll(reason: string): void;
  /** A redeploy replaced this pool. */
  retire(strategy: Strategy): void;
}
