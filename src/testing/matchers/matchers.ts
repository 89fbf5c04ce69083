import type { Result, Task } from "./matcher.js";
import { toCostLessThan } from "./cost-matchers.js";
import { toHaveFailed, toHaveResult, toHaveSucceeded, type Equality } from "./outcome-matchers.js";
import { toHaveRetried, toHaveRun, toHaveTimedOut } from "./run-matchers.js";
import { toHaveServed } from "./web-matchers.js";
import { toHaveScaledTo } from "./scale-matchers.js";
import { toHaveFiredAt } from "./schedule-matchers.js";

/** What vitest gives a matcher as `this`. */
interface State {
  readonly task?: Task;
  readonly equals: Equality;
}

type Bound<A extends unknown[]> = (this: State, received: unknown, ...expected: A) => Result;
type Expected<M> = M extends (task: Task, received: unknown, ...expected: infer A) => Result ? A : never;

/** For `expect.extend`. */
export const matchers: {
  toHaveRun: Bound<Expected<typeof toHaveRun>>;
  toHaveSucceeded: Bound<Expected<typeof toHaveSucceeded>>;
  toHaveFailed: Bound<Expected<typeof toHaveFailed>>;
  toHaveResult: Bound<[expected: unknown]>;
  toHaveRetried: Bound<Expected<typeof toHaveRetried>>;
  toHaveTimedOut: Bound<Expected<typeof toHaveTimedOut>>;
  toHaveServed: Bound<Expected<typeof toHaveServed>>;
  toHaveScaledTo: Bound<Expected<typeof toHaveScaledTo>>;
  toHaveFiredAt: Bound<Expected<typeof toHaveFiredAt>>;
  toCostLessThan: Bound<Expected<typeof toCostLessThan>>;
} = {
  toHaveRun: inTask(toHaveRun),
  toHaveSucceeded: inTask(toHaveSucceeded),
  toHaveFailed: inTask(toHaveFailed),
  toHaveResult(received, expected) {
    return toHaveResult(this.task, received, expected, (a, b) => this.equals(a, b));
  },
  toHaveRetried: inTask(toHaveRetried),
  toHaveTimedOut: inTask(toHaveTimedOut),
  toHaveServed: inTask(toHaveServed),
  toHaveScaledTo: inTask(toHaveScaledTo),
  toHaveFiredAt: inTask(toHaveFiredAt),
  toCostLessThan: inTask(toCostLessThan),
};

function inTask<A extends unknown[]>(matcher: (task: Task, received: unknown, ...expected: A) => Result): Bound<A> {
  return function (this: State, received, ...expected) {
    return matcher(this.task, received, ...expected);
  };
}
