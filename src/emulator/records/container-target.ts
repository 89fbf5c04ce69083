import type { AppRecord } from "./app-record.js";
import type { CallTarget, FunctionRecord } from "./function-record.js";

/** What containers are for: a function, or something else of an app. */
export interface ContainerTarget {
  /** `fu-…` for a function. */
  readonly id: string;
  readonly app: AppRecord;
  /** Its name in messages and events, such as `predict`. */
  readonly tag: string;
  /** The function, if it is one. */
  readonly service: FunctionRecord | undefined;
  readonly isSandbox?: true;
}

/** Says of containers what `matches` says of functions: those that are for something else are none of them. */
export function ofFunction(matches: (target: CallTarget) => boolean): (target: ContainerTarget) => boolean {
  return ({ service }) => service !== undefined && matches(service);
}
