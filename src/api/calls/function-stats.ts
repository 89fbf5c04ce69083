import { types } from "node:util";
import { checkOptions, describe } from "../../checks/options.js";
import type { FunctionHistory } from "../../contract/backend.js";
import { InvalidError } from "../../contract/errors.js";
import type { HydratedFunction } from "./callee.js";

/** Options of `stats` of a function. */
export interface FunctionStatsParams {
  /** The earliest moment. Default: one hour before `until`. */
  since?: Date;
  /** The latest moment, 7 days after `since` at most. Default: now, in virtual time. */
  until?: Date;
  /** Only this container, `ta-…`. */
  container?: string;
  /** Also what `withOptions` and parameters have made of the function. Default: false. */
  allVariants?: boolean;
}

/** One point of a distribution. */
export interface StatsPercentile {
  readonly percentile: number;
  readonly value: number;
}

/** How a measurement is distributed. */
export interface StatsPercentileDistribution {
  readonly unit: string;
  readonly percentiles: readonly StatsPercentile[];
}

/** What a function did in a span of time. A method's are those of its class. */
export interface FunctionTimeRangeStats {
  readonly since: Date;
  readonly until: Date;
  readonly inputSuccessCount: number;
  readonly inputFailureCount: number;
  readonly inputTimeoutCount: number;
  /** Inputs that have not ended. */
  readonly inputRunningAtEndCount: number;
  readonly containerStartedCount: number;
  /** Containers that could not start. */
  readonly containerErrorCount: number;
  readonly containerCreatingAtEndCount: number;
  /** Functions that were looked at. */
  readonly variantCount: number;
  /** Empty: no durations are kept here. */
  readonly inputPercentileStats: Readonly<Record<string, StatsPercentileDistribution>>;
  /** Empty: no durations are kept here. */
  readonly containerPercentileStats: Readonly<Record<string, StatsPercentileDistribution>>;
  readonly allVariants: boolean;
}

/** @throws InvalidError for an unknown option, what is no moment, and a span that ends before it begins */
export async function functionStats(
  find: () => Promise<HydratedFunction>,
  options: FunctionStatsParams,
): Promise<FunctionTimeRangeStats> {
  checkOptions("stats", options, ["since", "until", "container", "allVariants"]);
  const { container, allVariants = false } = options;
  if (container !== undefined && typeof container !== "string")
    throw new InvalidError(`Option "container" of stats must be an id, got ${describe(container)}.`);
  if (typeof allVariants !== "boolean")
    throw new InvalidError(`Option "allVariants" of stats must be true or false, got ${describe(allVariants)}.`);
  const [since, until] = [moment("since", options.since), moment("until", options.until)];
  const { session, functionId } = await find();
  const command = { functionId, since, until, containerId: container, withVariants: allVariants };
  return statsOf(await session.backend.send("function.history", command), allVariants);
}

function moment(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (!types.isDate(value) || !Number.isFinite(value.getTime()))
    throw new InvalidError(`Option "${name}" of stats must be a valid Date, got ${describe(value)}.`);
  return value.getTime();
}

function statsOf(
  { since, until, containers, variants, ...inputs }: FunctionHistory,
  allVariants: boolean,
): FunctionTimeRangeStats {
  return {
    since: new Date(since),
    until: new Date(until),
    inputSuccessCount: inputs.succeeded,
    inputFailureCount: inputs.failed,
    inputTimeoutCount: inputs.timedOut,
    inputRunningAtEndCount: inputs.pending,
    containerStartedCount: containers.started,
    containerErrorCount: containers.failed,
    containerCreatingAtEndCount: containers.creating,
    variantCount: variants,
    inputPercentileStats: {},
    containerPercentileStats: {},
    allVariants,
  };
}
