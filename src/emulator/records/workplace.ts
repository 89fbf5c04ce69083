import type { InputRecord } from "./call-record.js";
import type { Container } from "./container.js";
import type { Leftover } from "./leftover.js";

/** What runs in a container: an input, or what is left of an attempt at one. */
export type RunningInput = InputRecord | Leftover;

/** Where inputs run: a container of a pool, or a cluster. */
export interface Workplace {
  /** Of a cluster, the one of rank 0. */
  readonly container: Container;
  readonly inputs: ReadonlySet<RunningInput>;
  /** The inputs that share a call with one, itself included. */
  togetherWith(input: InputRecord): InputRecord[];
  /** An input came to an end there. */
  released(input: RunningInput): void;
  /** A leftover takes the place of an input. */
  replace(input: InputRecord, leftover: Leftover): void;
}
