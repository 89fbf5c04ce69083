/** A function as `fs` has it. */
export type Operation = (...args: never[]) => unknown;

/** Functions by their names in `fs`. */
export type Operations = Readonly<Record<string, Operation>>;

/** Calls one of them with whatever the caller gave. */
export function perform(operation: Operation | undefined, args: readonly unknown[]): unknown {
  if (!operation) throw new TypeError("There is no such operation.");
  return Reflect.apply(operation, undefined, args);
}
