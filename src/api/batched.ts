import { hasDefaults, isGeneratorFunction } from "./function-source.js";
import { InvalidError } from "./errors.js";
import { mark } from "./marks.js";
import { checkOptions, describe } from "./options.js";

/** Options of {@link batched}. */
export interface BatchOptions {
  /** Inputs of a batch at most; 1 to 1000. */
  maxBatchSize: number;
  /** Virtual milliseconds that a container with an input waits for more; 0 to 600,000. */
  waitMs: number;
}

export interface BatchSettings {
  readonly maxBatchSize: number;
  readonly waitMs: number;
}

/** A function of lists, one element for each input, that gives a list of as many results. */
export type BatchBody = { f(...lists: (readonly unknown[])[]): readonly unknown[] | Promise<readonly unknown[]> }["f"];

declare const body: unique symbol;

/** A batched function as its callers see it: of single values. */
export interface Batched<A extends unknown[], R, F> {
  (...args: A): Promise<R>;
  readonly [body]: F;
}

type Elements<L extends unknown[]> = { [K in keyof L]: L[K] extends readonly (infer T)[] ? T : never };
type BatchedOf<F extends BatchBody> = Batched<Elements<Parameters<F>>, Awaited<ReturnType<F>> extends readonly (infer T)[] ? T : never, F>;

/**
 * Lets a function work on several inputs in one call: callers pass single values, the body gets lists and returns a list. A container that has an
 * input waits for more. What the body throws every caller of the batch gets. Modal: section 5.1.
 * @throws InvalidError for a value out of range, a generator, and a parameter with a default
 * @example app.function({}, batched({ maxBatchSize: 16, waitMs: 100 }, async function embed(texts: string[]) { return texts.map((text) => text.length); }))
 */
export function batched<F extends BatchBody>(options: BatchOptions, fn: F): BatchedOf<F> {
  const batch = parseBatch("batched", options);
  if (typeof fn !== "function") throw new InvalidError(`batched takes its options and a function, as in \`batched({ maxBatchSize: 16, waitMs: 100 }, fn)\`, not ${describe(fn)}.`);
  if (isGeneratorFunction(fn)) throw new InvalidError(`Batched function \`${fn.name}\` cannot return generators.`);
  if (hasDefaults(fn)) throw new InvalidError(`Batched function \`${fn.name}\` does not accept default arguments: each parameter gets a list.`);
  return mark(fn, { batch }) as unknown as BatchedOf<F>;
}

/** @param what the call that got the options */
export function parseBatch(what: string, options: BatchOptions): BatchSettings {
  checkOptions(what, options, ["maxBatchSize", "waitMs"]);
  const { maxBatchSize, waitMs } = options;
  if (!Number.isInteger(maxBatchSize) || maxBatchSize < 1) throw new InvalidError(`Option "maxBatchSize" of ${what} must be a positive integer, up to 1000, got ${describe(maxBatchSize)}.`);
  if (maxBatchSize > 1000) throw new InvalidError(`Option "maxBatchSize" of ${what} cannot be greater than 1000, got ${maxBatchSize}.`);
  if (!Number.isInteger(waitMs) || waitMs < 0) throw new InvalidError(`Option "waitMs" of ${what} must be a non-negative integer, up to 600000 milliseconds, got ${describe(waitMs)}.`);
  if (waitMs > 600_000) throw new InvalidError(`Option "waitMs" of ${what} cannot be greater than 600000, got ${waitMs}.`);
  return { maxBatchSize, waitMs };
}
