import type { BatchSettings } from "./batched.js";
import type { ConcurrencySettings } from "./concurrent.js";

/** What wrappers such as `batched` and `concurrent` say of a function. */
export interface Marks {
  readonly batch?: BatchSettings;
  readonly concurrency?: ConcurrencySettings;
}

const MARKED: unique symbol = Symbol("marked");

/** A function with marks, on its way to the app: what it is when it is called is the function itself. */
export function mark<F extends CallableFunction>(given: F, marks: Marks): F {
  const { fn, ...earlier } = unmark(given);
  const marked = function (this: unknown, ...args: unknown[]): unknown {
    return Reflect.apply(fn, this, args);
  };
  Object.defineProperties(marked, { name: { value: fn.name }, length: { value: fn.length }, [MARKED]: { value: { fn, ...earlier, ...marks } } });
  return marked as unknown as F;
}

/** The function behind its marks. */
export function unmark(given: CallableFunction): Marks & { readonly fn: CallableFunction } {
  return (Reflect.get(given, MARKED) as (Marks & { fn: CallableFunction }) | undefined) ?? { fn: given };
}
