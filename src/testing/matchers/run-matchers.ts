import { inspect, isDeepStrictEqual } from "node:util";
import { InvalidError } from "../../contract/errors.js";
import { checkOptions } from "../../checks/options.js";
import { functionRetries, functionRuns, functionTimeouts } from "./function-history.js";
import { checkTimes, count, counted, type CountExpectation, functionOf, type Result, type Task } from "./matcher.js";
import { worldOf } from "./world-of.js";

export interface RetryExpectation {
  /** Retries in all. */
  times?: number;
  /** Milliseconds of virtual time before each retry, in order. */
  delaysMs?: readonly number[];
}

export function toHaveRun(task: Task, fn: unknown, expected: CountExpectation = {}): Result {
  const handle = functionOf("toHaveRun", fn);
  return counted("toHaveRun", handle, "run", functionRuns(worldOf(task, "toHaveRun", handle), handle), expected);
}

export function toHaveTimedOut(task: Task, fn: unknown, expected: CountExpectation = {}): Result {
  const handle = functionOf("toHaveTimedOut", fn);
  return counted(
    "toHaveTimedOut",
    handle,
    "timed out",
    functionTimeouts(worldOf(task, "toHaveTimedOut", handle), handle),
    expected,
  );
}

export function toHaveRetried(task: Task, fn: unknown, expected: RetryExpectation = {}): Result {
  checkOptions("toHaveRetried", expected, ["times", "delaysMs"]);
  const handle = functionOf("toHaveRetried", fn);
  const delays = functionRetries(worldOf(task, "toHaveRetried", handle), handle);
  const { times, delaysMs } = expected;
  checkTimes("toHaveRetried", times);
  if (
    delaysMs !== undefined &&
    !(Array.isArray(delaysMs) && delaysMs.every((delay) => typeof delay === "number" && delay >= 0))
  )
    throw new InvalidError(
      `toHaveRetried: option "delaysMs" must be a list of milliseconds, such as [1000, 2000], not ${inspect(delaysMs)}.`,
    );
  const isCounted = times === undefined ? delays.length > 0 || delaysMs?.length === 0 : delays.length === times;
  const pass = isCounted && (delaysMs === undefined || isDeepStrictEqual([...delays], [...delaysMs]));
  const wanted = [
    times === undefined ? "" : ` ${count(times)}`,
    delaysMs ? ` after ${JSON.stringify(delaysMs)} ms` : "",
  ].join("");
  const found = delays.length === 0 ? "never" : `${count(delays.length)}, after ${JSON.stringify(delays)} ms`;
  return {
    pass,
    message: () =>
      `expected \`${handle.name}\`${pass ? " not" : ""} to have been retried${wanted}, but it was ${found}`,
  };
}
