import type { FunctionRecord } from "../records/function-record.js";

/** How much containers of a function take at once, by the settings that it has now. */
export class Capacity {
  readonly #target: FunctionRecord;

  constructor(target: FunctionRecord) {
    this.#target = target;
  }

  /** Inputs of one call. */
  get batchSize(): number {
    return this.#target.definition.settings.batch?.maxBatchSize ?? 1;
  }

  /** Calls that a container is meant to run at once. */
  get targetCalls(): number {
    return this.#target.definition.settings.concurrency?.targetInputs ?? 1;
  }

  /** Calls that it may run at once, where there may be no further containers. */
  get maxCalls(): number {
    return this.#target.definition.settings.concurrency?.maxInputs ?? 1;
  }

  /** Containers that work on one input together. */
  get clusterSize(): number {
    return this.#target.definition.settings.cluster?.size ?? 1;
  }

  /** Whether a container runs one call only. */
  get isSingleUse(): boolean {
    return this.#target.definition.settings.singleUseContainers;
  }
}
