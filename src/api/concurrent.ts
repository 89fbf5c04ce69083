import { InvalidError } from "./errors.js";
import { mark, unmark } from "./marks.js";
import { checkOptions, describe } from "./options.js";

/** Options of {@link concurrent}. */
export interface ConcurrencyOptions {
  /** Inputs that a container takes at once, at most; 1 to 1000. */
  maxInputs: number;
  /** Inputs that the autoscaler wants each container to have; up to `maxInputs`. Default: `maxInputs`. */
  targetInputs?: number;
}

export interface ConcurrencySettings {
  readonly maxInputs: number;
  readonly targetInputs: number;
}

const MOST_INPUTS = 1000;

/**
 * Lets each container of a function work on several inputs at once: they run side by side wherever they await something. Modal: section 5.2.
 * @throws TypeError without `maxInputs`; InvalidError for a value out of range, and for a function that is concurrent already
 * @example app.function({}, concurrent({ maxInputs: 10 }, async function fetchPage(url: string) { … }))
 */
export function concurrent<F extends CallableFunction>(options: ConcurrencyOptions, fn: F): F {
  const concurrency = parseConcurrency("concurrent", options);
  if (typeof fn !== "function") throw new InvalidError(`concurrent takes its options and a function, as in \`concurrent({ maxInputs: 10 }, fn)\`, not ${describe(fn)}.`);
  if (unmark(fn).concurrency) throw new InvalidError(`Function \`${fn.name}\` is made concurrent twice. Use \`concurrent\` once.`);
  return mark(fn, { concurrency });
}

/** @param what the call that got the options */
export function parseConcurrency(what: string, options: ConcurrencyOptions): ConcurrencySettings {
  checkOptions(what, options, ["maxInputs", "targetInputs"]);
  const { maxInputs, targetInputs = maxInputs } = options;
  if (maxInputs === undefined) throw new TypeError(`${what} is missing required argument: \`maxInputs\`.`);
  checkWhole(what, "maxInputs", maxInputs, MOST_INPUTS);
  checkWhole(what, "targetInputs", targetInputs, MOST_INPUTS);
  if (targetInputs > maxInputs) throw new InvalidError(`Option "targetInputs" of ${what} (${targetInputs}) must not be above "maxInputs" (${maxInputs}).`);
  return { maxInputs, targetInputs };
}

function checkWhole(what: string, name: string, value: unknown, most: number): void {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new InvalidError(`Option "${name}" of ${what} must be a whole number from 1 to ${most}, got ${describe(value)}.`);
}
