import { isRegistered } from "../codec/registered-class.js";
import { Handle } from "../codec/handle.js";
import { InvalidError } from "../../contract/errors.js";
import { isClass } from "../../checks/function-source.js";
import type { Marks } from "../../contract/function-settings.js";

const MARKED: unique symbol = Symbol("marked");

/**
 * A function with marks, on its way to the app: what it is when it is called is the function itself. A class stays the
 * same class.
 */
export function mark<F extends CallableFunction>(given: F, marks: Marks): F {
  const { fn, ...earlier } = unmark(given);
  const value = { fn, ...earlier, ...marks };
  if (isClass(fn)) return Object.defineProperty(given, MARKED, { value, configurable: true });
  const marked = function (this: unknown, ...args: unknown[]): unknown {
    return Reflect.apply(fn, this, args);
  };
  Object.defineProperties(marked, { name: { value: fn.name }, length: { value: fn.length }, [MARKED]: { value } });
  return marked as unknown as F;
}

/** The function behind its marks; those of a base class do not count. */
export function unmark(given: CallableFunction): Marks & { readonly fn: CallableFunction } {
  return Object.hasOwn(given, MARKED)
    ? (Reflect.get(given, MARKED) as Marks & { fn: CallableFunction })
    : { fn: given };
}

/**
 * @throws InvalidError if what is to be marked is in an app already: it would be too late.
 * Modal: docs/modal/batching-concurrency-clusters.md#concurrency
 */
export function checkUnregistered(what: string, given: unknown): void {
  if (given instanceof Handle || isRegistered(given))
    throw new InvalidError(
      `\`${what}\` got what app.function or app.cls has made: swap the order of the decorators, so that \`${what}\` comes first and the app gets what it returns.`,
    );
}
