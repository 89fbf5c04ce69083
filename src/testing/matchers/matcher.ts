import { InvalidError } from "../../contract/errors.js";
import { FunctionHandle } from "../../api/functions/function-handle.js";
import type { AnyFunction } from "../../api/types/function-types.js";
import { handleOfClass } from "../../api/classes/cls-facade.js";
import { checkOptions, describe } from "../../checks/options.js";

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
  if (value instanceof FunctionHandle) return value;
  const name = handleOfClass(value)?.name;
  throw new InvalidError(
    name === undefined
      ? `${matcher}: expect a function of an app, as in \`expect(fetchPage).${matcher}()\`.`
      : `${matcher}: \`${name}\` is a class. Expect it of one of its methods, as in \`expect(new ${name}().${methodOf(value)}).${matcher}()\`.`,
  );
}

function methodOf(value: unknown): string {
  return handleOfClass(value)?.shape?.methods[0]?.name ?? "method";
}

/** @throws InvalidError if what is expected so many times is no number of times */
export function checkTimes(matcher: string, times: unknown): void {
  if (times !== undefined && !(Number.isInteger(times) && Number(times) >= 0))
    throw new InvalidError(`${matcher}: option "times" must be a whole number from 0, not ${describe(times)}.`);
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
  checkTimes(matcher, times);
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
