import { currentConstruction, isDecoratorContext } from "./class-marks.js";
import type { Constructor } from "../types/cls-types.js";
import { InvalidError } from "../../contract/errors.js";
import type { Marked } from "../types/function-types.js";
import { checkUnregistered, mark, unmark } from "./marks.js";
import { checkOptions, describe } from "../../checks/options.js";
import { isLocal } from "../session/context.js";
import type { ConcurrencyOptions } from "../types/mark-options.js";
import type { ClassMarker } from "../types/decorators.js";
import type { ConcurrencySettings } from "../../contract/function-settings.js";

const MOST_INPUTS = 1000;
/** Of `concurrent(fn)`, which some documents have. Modal: docs/modal/older-names.md#names-that-never-were. */
const DEFAULT: ConcurrencySettings = { maxInputs: 100, targetInputs: 100 };
const USE = "`concurrent({ maxInputs: 10 }, fn)`, or `@concurrent({ maxInputs: 10 })` above a class";

/**
 * Lets each container of a function or class work on several inputs at once: they run side by side wherever they await
 * something. As a decorator, `@concurrent({ … })` belongs below `@app.cls()`.
 * Modal: docs/modal/batching-concurrency-clusters.md#concurrency.
 * @throws TypeError without `maxInputs`; InvalidError for a value out of range, a method, and for what is concurrent
 * already
 * @example app.function({}, concurrent({ maxInputs: 10 }, async function fetchPage(url: string) { … }))
 */
export function concurrent<C extends Constructor>(options: ConcurrencyOptions, target: C): C;
export function concurrent<F extends CallableFunction | Marked>(options: ConcurrencyOptions, fn: F): F;
export function concurrent(options: ConcurrencyOptions): ClassMarker;
/** Without options, 100 inputs at once, with a warning: Modal wants `maxInputs`. */
export function concurrent<F extends CallableFunction | Constructor | Marked>(
  target: F,
  context?: ClassDecoratorContext,
): F;
export function concurrent(...given: readonly unknown[]): unknown {
  const [options, target] = given;
  if (typeof options === "function") {
    warnOfDefault();
    const [, ...rest] = given;
    return atDecorator(DEFAULT, options, rest);
  }
  const concurrency = parseConcurrency("concurrent", options as ConcurrencyOptions);
  if (given.length > 1) return marked(concurrency, target);
  return (decorated: unknown, ...rest: readonly unknown[]): void => {
    atDecorator(concurrency, decorated, rest);
  };
}

/** @param rest what comes after what is decorated: nothing of older decorators of classes */
function atDecorator(concurrency: ConcurrencySettings, decorated: unknown, rest: readonly unknown[]): unknown {
  const [context] = rest;
  if (rest.length > 0 && !(isDecoratorContext(context) && context.kind === "class"))
    throw new InvalidError(NOT_OF_METHODS);
  return marked(concurrency, decorated);
}

let hasWarned = false;

function warnOfDefault(): void {
  if (hasWarned || !isLocal()) return;
  hasWarned = true;
  process.emitWarning(
    `concurrent without options is taken as ${DEFAULT.maxInputs} inputs at once; Modal wants \`maxInputs\`. Write ${USE}.`,
  );
}

const NOT_OF_METHODS =
  "`concurrent` is not for one method: its class has the containers, so decorate the class, as in `app.cls({ … }, concurrent({ … }, class Name { … }))`.";

function marked(concurrency: ConcurrencySettings, target: unknown): unknown {
  if (currentConstruction()) throw new InvalidError(NOT_OF_METHODS);
  checkUnregistered("concurrent", target);
  if (typeof target !== "function")
    throw new InvalidError(
      `concurrent takes its options and a function or class, as in ${USE}, not ${describe(target)}.`,
    );
  if (unmark(target).concurrency)
    throw new InvalidError(`\`${target.name}\` is made concurrent twice. Use \`concurrent\` once.`);
  return mark(target, { concurrency });
}

/** @param what the call that got the options */
export function parseConcurrency(what: string, options: ConcurrencyOptions): ConcurrencySettings {
  checkOptions(what, options, ["maxInputs", "targetInputs"]);
  const { maxInputs, targetInputs = maxInputs } = options;
  if (maxInputs === undefined) throw new TypeError(`${what} is missing required argument: \`maxInputs\`.`);
  checkWhole(what, "maxInputs", maxInputs, MOST_INPUTS);
  checkWhole(what, "targetInputs", targetInputs, MOST_INPUTS);
  if (targetInputs > maxInputs)
    throw new InvalidError(
      `Option "targetInputs" of ${what} (${targetInputs}) must not be above "maxInputs" (${maxInputs}).`,
    );
  return { maxInputs, targetInputs };
}

function checkWhole(what: string, name: string, value: unknown, most: number): void {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new InvalidError(
    `Option "${name}" of ${what} must be a whole number from 1 to ${most}, got ${describe(value)}.`,
  );
}
