import { currentConstruction, isDecoratorContext, type MemberMark } from "./class-marks.js";
import { InvalidError } from "../../contract/errors.js";
import { hasDefaults, isGeneratorFunction } from "../../checks/function-source.js";
import type { BatchBody, Batched, TakesBatches } from "../types/function-types.js";
import { checkUnregistered, mark, unmark } from "./marks.js";
import { memberDecorator } from "./member-decorator.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { BatchOptions } from "../types/mark-options.js";
import type { InstanceMember } from "../types/decorators.js";
import type { BatchSettings } from "../../contract/function-settings.js";

export interface BatchMarker {
  <F extends BatchBody>(
    value: F,
    context: TakesBatches<F> extends true
      ? ClassMethodDecoratorContext & InstanceMember
      : "annotate the parameters as Batch<T>",
  ): void;
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): void;
}

const USE = "`batched({ maxBatchSize: 16, waitMs: 100 }, fn)`";

/**
 * Lets a function, or the only method of a class, work on several inputs in one call: callers pass single values, the
 * body gets lists and returns a list. A container that has an input waits for more. What the body throws every caller
 * of the batch gets. A number in place of the options is `maxBatchSize`.
 * Modal: docs/modal/batching-concurrency-clusters.md#batches.
 * @throws InvalidError for a value out of range, a generator, and a function with a parameter that has a default
 * @example
 * app.function({}, batched({ maxBatchSize: 16, waitMs: 100 }, async function embed(texts: string[]) {
 *   return texts.map((text) => text.length);
 * }))
 */
export function batched<F extends BatchBody>(options: BatchOptions | number, fn: F): Batched<F>;
export function batched(options: BatchOptions | number): BatchMarker;
export function batched(...given: readonly unknown[]): unknown {
  const [options, fn] = given;
  if (typeof options === "function" || isDecoratorContext(fn))
    throw new InvalidError(
      `batched got ${describe(options)} in place of its options: did you forget its parentheses? Write ${USE}, or \`@batched({ … })\` above a method.`,
    );
  const batch = parseBatch(
    "batched",
    typeof options === "number" ? { maxBatchSize: options } : (options as BatchOptions),
  );
  if (given.length === 1) return memberDecorator("batched", (decorated) => methodMark(batch, decorated));
  checkUnregistered("batched", fn);
  if (typeof fn !== "function")
    throw new InvalidError(`batched takes its options and a function, as in ${USE}, not ${describe(fn)}.`);
  const construction = currentConstruction();
  if (construction) return construction.member(methodMark(batch, fn));
  if (unmark(fn).batch) throw new InvalidError(`Function \`${nameOf(fn)}\` is batched twice. Use \`batched\` once.`);
  checkBatchBody(fn);
  return mark(fn, { batch });
}

function methodMark(batch: BatchSettings, fn: CallableFunction): MemberMark {
  if (isGeneratorFunction(fn)) throw noGenerator(fn);
  return { kind: "method", fn, isGenerator: false, batch };
}

/** @throws InvalidError for what no function of lists can be */
export function checkBatchBody(fn: CallableFunction): void {
  if (isGeneratorFunction(fn)) throw noGenerator(fn);
  if (hasDefaults(fn))
    throw new InvalidError(
      `Batched function \`${nameOf(fn)}\` does not accept default arguments: each parameter gets a list.`,
    );
}

function noGenerator(fn: CallableFunction): InvalidError {
  return new InvalidError(`Batched function \`${nameOf(fn)}\` cannot return generators.`);
}

function nameOf({ name }: CallableFunction): string {
  return name === "" ? "(anonymous)" : name;
}

/** @param what the call that got the options */
export function parseBatch(what: string, options: BatchOptions): BatchSettings {
  checkOptions(what, options, ["maxBatchSize", "waitMs"]);
  const { maxBatchSize, waitMs = 0 } = options;
  if (!Number.isInteger(maxBatchSize) || maxBatchSize < 1)
    throw new InvalidError(
      `Option "maxBatchSize" of ${what} must be a positive integer, up to 1000, got ${describe(maxBatchSize)}.`,
    );
  if (maxBatchSize > 1000)
    throw new InvalidError(`Option "maxBatchSize" of ${what} cannot be greater than 1000, got ${maxBatchSize}.`);
  if (!Number.isInteger(waitMs) || waitMs < 0)
    throw new InvalidError(
      `Option "waitMs" of ${what} must be a non-negative integer, up to 600000 milliseconds, got ${describe(waitMs)}.`,
    );
  if (waitMs > 600_000)
    throw new InvalidError(`Option "waitMs" of ${what} cannot be greater than 600000, got ${waitMs}.`);
  return { maxBatchSize, waitMs };
}
