import { isDeepStrictEqual } from "node:util";
import { InvalidError } from "../api/errors.js";
import { FunctionHandle } from "../api/function-handle.js";
import type { AnyFunction } from "../api/function-types.js";
import { checkOptions } from "../api/options.js";
import { functionRetries, functionRuns } from "./function-history.js";
import { worldOf } from "./world-of-task.js";

export interface RunExpectation {
  /** Inputs that ran; retries of one input count once. */
  times?: number;
}

export interface RetryExpectation {
  /** Retries in all. */
  times?: number;
  /** Milliseconds of virtual time before each retry, in order. */
  delaysMs?: readonly number[];
}

interface State {
  readonly task?: object | undefined;
}

interface Result {
  readonly pass: boolean;
  message(): string;
}

function toHaveRun(this: State, fn: unknown, expected: RunExpectation = {}): Result {
  checkOptions("toHaveRun", expected, ["times"]);
  const handle = functionOf("toHaveRun", fn);
  const runs = functionRuns(worldOf(this.task, "toHaveRun"), handle);
  const { times } = expected;
  const pass = times === undefined ? runs > 0 : runs === times;
  return { pass, message: () => `expected \`${handle.name}\`${pass ? " not" : ""} to have run${times === undefined ? "" : ` ${count(times)}`}, but it ran ${count(runs)}` };
}

function toHaveRetried(this: State, fn: unknown, expected: RetryExpectation = {}): Result {
  checkOptions("toHaveRetried", expected, ["times", "delaysMs"]);
  const handle = functionOf("toHaveRetried", fn);
  const delays = functionRetries(worldOf(this.task, "toHaveRetried"), handle);
  const { times, delaysMs } = expected;
  const isCounted = times === undefined ? delays.length > 0 : delays.length === times;
  const pass = isCounted && (delaysMs === undefined || isDeepStrictEqual([...delays], [...delaysMs]));
  const wanted = [times === undefined ? "" : ` ${count(times)}`, delaysMs ? ` after ${JSON.stringify(delaysMs)} ms` : ""].join("");
  return { pass, message: () => `expected \`${handle.name}\`${pass ? " not" : ""} to have been retried${wanted}, but it was ${count(delays.length)}, after ${JSON.stringify(delays)} ms` };
}

/** For `expect.extend`. */
export const matchers: { toHaveRun: typeof toHaveRun; toHaveRetried: typeof toHaveRetried } = { toHaveRun, toHaveRetried };

function functionOf(matcher: string, value: unknown): AnyFunction {
  if (!(value instanceof FunctionHandle)) throw new InvalidError(`${matcher}: expect a function of an app, as in \`expect(fetchPage).${matcher}()\`.`);
  return value;
}

function count(times: number): string {
  return times === 1 ? "once" : `${times} times`;
}
