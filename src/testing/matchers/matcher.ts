import { InvalidError } from "../../contract/errors.js";
import { FunctionHandle } from "../../api/functions/function-handle.js";
import type { AnyFunction } from "../../api/types/function-types.js";
import { checkOptions } from "../../checks/options.js";

/** The running test, by which a matcher finds its world. */
export type Task = object | undefined;

export interface Result {
  readonly pass: boolean;
  message(): string;
}

export interface CountExpectation {
  /** Exactly so many; at least one, if it is left out. */
  times?: number;
}

/** @throws InvalidError if what is expected something of is no function of an app */
export function functionOf(matcher: string, value: unknown): AnyFunction {
  if (!(value instanceof FunctionHandle))
    throw new InvalidError(`${matcher}: expect a function of an app, as in \`expect(fetchPage).${matcher}()\`.`);
  return value;
}

/** Compares a number of occurrences. @param did such as "run", "timed out" */
export function counted(
  matcher: string,
  { name }: AnyFunction,
  did: string,
  found: number,
  expected: CountExpectation,
): Result {
  checkOptions(matcher, expected, ["times"]);
  const { times } = expected;
  const pass = times === undefined ? found > 0 : found === times;
  return {
    pass,
    message: () =>
      `expected \`${name}\`${pass ? " not" : ""} to have ${did}${times === undefined ? "" : ` ${count(times)}`}, but it ${found === 0 ? "never has" : `has ${did} ${count(found)}`}`,
  };
}

export function count(times: number): string {
  return times === 1 ? "once" : `${times} times`;
}
