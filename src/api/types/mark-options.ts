/** Options of `batched`. */
export interface BatchOptions {
  /** Inputs of a batch at most; 1 to 1000. */
  maxBatchSize: number;
  /** Virtual milliseconds that a container with an input waits for more; 0 to 600,000. Default: 0. */
  waitMs?: number;
}

/** Options of `concurrent`. */
export interface ConcurrencyOptions {
  /** Inputs that a container takes at once, at most; 1 to 1000. */
  maxInputs: number;
  /** Inputs that the autoscaler wants each container to have; up to `maxInputs`. Default: `maxInputs`. */
  targetInputs?: number;
}
