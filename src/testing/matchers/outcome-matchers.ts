import { inspect } from "node:util";
import { InvalidError } from "../../contract/errors.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { InputSummary } from "../../emulator/world/world-records.js";
import { functionFailures, functionInputs } from "./function-history.js";
import { count, counted, type CountExpectation, functionOf, type Result, type Task } from "./matcher.js";
import { worldOf } from "./world-of.js";

export interface FailureExpectation extends CountExpectation {
  /** What the message of the error contains, or matches. */
  message?: string | RegExp;
}

/** Whether two values are equal, as the test runner says it. */
export type Equality = (a: unknown, b: unknown) => boolean;

const SHOWN = 5;

export function toHaveSucceeded(task: Task, fn: unknown, expected: CountExpectation = {}): Result {
  const handle = functionOf("toHaveSucceeded", fn);
  const inputs = functionInputs(worldOf(task, "toHaveSucceeded", handle), handle);
  const found = inputs.filter(({ status }) => status === "SUCCESS").length;
  return noting(counted("toHaveSucceeded", handle, "succeeded", found, expected), failuresOf(inputs));
}

export function toHaveFailed(task: Task, fn: unknown, expected: FailureExpectation = {}): Result {
  checkOptions("toHaveFailed", expected, ["times", "message"]);
  const handle = functionOf("toHaveFailed", fn);
  const { times, message } = expected;
  if (message !== undefined && typeof message !== "string" && !(message instanceof RegExp))
    throw new InvalidError(`toHaveFailed: option "message" must be a text or a RegExp, not ${describe(message)}.`);
  const failures = functionFailures(worldOf(task, "toHaveFailed", handle), handle);
  const found = failures.filter(
    ({ error }) =>
      message === undefined || textOf(error).search(typeof message === "string" ? literal(message) : message) >= 0,
  ).length;
  const how = message === undefined ? "failed" : `failed with ${inspect(message)}`;
  return noting(
    counted("toHaveFailed", handle, how, found, times === undefined ? {} : { times }),
    failuresOf(failures),
  );
}

export function toHaveResult(task: Task, fn: unknown, expected: unknown, equals: Equality): Result {
  const handle = functionOf("toHaveResult", fn);
  const inputs = functionInputs(worldOf(task, "toHaveResult", handle), handle);
  const results = inputs.filter(({ hasResult }) => hasResult).map(({ result }) => result);
  const pass = results.some((result) => equals(result, expected));
  const unknown = inputs.filter(({ status, hasResult }) => status === "SUCCESS" && !hasResult).length;
  const found =
    results.length === 0
      ? "has returned nothing"
      : `has returned ${listed(results.map((result) => inspect(result, { depth: 3, breakLength: Infinity })))}`;
  return noting(
    {
      pass,
      message: () =>
        `expected \`${handle.name}\`${pass ? " not" : ""} to have returned ${inspect(expected, { depth: 3, breakLength: Infinity })}, but it ${found}`,
    },
    [
      ...(unknown > 0 ? [`${count(unknown)} with bytes of 64 KiB or more, which are not kept`] : []),
      ...failuresOf(inputs),
    ],
  );
}

/** Adds to what a matcher says. */
function noting({ pass, message }: Result, notes: readonly string[]): Result {
  return { pass, message: () => [message(), ...notes.slice(0, SHOWN).map((note) => `  ${note}`)].join("\n") };
}

function failuresOf(inputs: readonly InputSummary[]): string[] {
  return inputs
    .filter(({ status, error }) => status !== null && status !== "SUCCESS" && error !== undefined)
    .map(({ inputId, status, error }) => `${inputId} ${status}: ${textOf(error)}`);
}

function textOf(error: unknown): string {
  return error instanceof globalThis.Error ? `${error.name}: ${error.message}` : inspect(error, { depth: 1 });
}

function literal(text: string): RegExp {
  return new RegExp(RegExp.escape(text));
}

function listed(texts: readonly string[]): string {
  const more = texts.length - SHOWN;
  return [...texts.slice(0, SHOWN), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
