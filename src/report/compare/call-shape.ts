import type { AttemptStatus, EventError } from "../../emulator/kernel/events.js";

/** A call without ids. */
export interface CallShape {
  /** What it is called, such as `priceOf, call 3`. */
  readonly label: string;
  /** Name of its function. */
  readonly tag: string;
  readonly parent: CallShape | undefined;
  /** Position of the event that began it. */
  readonly at: number;
  /** Virtual time. */
  readonly from: number;
  readonly inputs: Map<number, InputShape>;
}

export interface InputShape {
  readonly call: CallShape;
  /** Its place in the call, from 0. */
  readonly index: number;
  readonly at: number;
  readonly attempts: AttemptShape[];
  /** Milliseconds before each attempt but the first. */
  readonly delays: number[];
  readonly logs: { readonly text: string; readonly at: number }[];
  status: AttemptStatus | undefined;
  /** Virtual time, and position of the event; those of its beginning until it has ended. */
  to: number;
  endedAt: number;
}

export interface AttemptShape {
  at: number;
  /** It is the first in its container. */
  readonly isCold: boolean;
  status: AttemptStatus | undefined;
  error: EventError | undefined;
}
