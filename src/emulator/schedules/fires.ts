import type { FunctionRecord } from "../records/function-record.js";
import type { Scheduled } from "./schedules.js";

export interface Fire {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly target: FunctionRecord;
}

/** When functions are due after an instant, in order; those of one instant in the order in which they are given. */
export function* firesOf(scheduled: readonly Scheduled[], after: number): Generator<Fire> {
  const upcoming = scheduled.map(({ target, times }) => ({
    target,
    times,
    at: times.next(after) ?? Number.POSITIVE_INFINITY,
  }));
  for (;;) {
    let [first] = upcoming;
    for (const each of upcoming) if (first && each.at < first.at) first = each;
    if (!first || first.at === Number.POSITIVE_INFINITY) return;
    yield { at: first.at, target: first.target };
    first.at = first.times.next(first.at) ?? Number.POSITIVE_INFINITY;
  }
}
