import { expect, TestRunner, test as base, type TestAPI } from "vitest";
import type { AnyFunction } from "../api/types/function-types.js";
import { Emulator } from "../emulator/world/emulator.js";
import { enterPlace } from "../client/world-of-client.js";
import { onOpening } from "../emulator/world/opened-worlds.js";
import type { EmulatorOptions } from "../emulator/world/world-options.js";
import { describeFailure } from "./matchers/describe-failure.js";
import { addToError, earlierErrors, failedTest, firstError, reportOwnWorlds } from "./failed-test.js";
import { reportOfTest } from "./reports/report-of-test.js";
import type { CostExpectation } from "./matchers/cost-matchers.js";
import type { CountExpectation } from "./matchers/matcher.js";
import { matchers } from "./matchers/matchers.js";
import type { FailureExpectation } from "./matchers/outcome-matchers.js";
import type { RetryExpectation } from "./matchers/run-matchers.js";
import type { ServedExpectation } from "./matchers/web-matchers.js";
import type { Moment } from "./matchers/schedule-matchers.js";
import { noteWorld, setWorldOf } from "./matchers/test-worlds.js";

/** A world, by what it can do: this package's own types may come twice. */
interface Billed {
  bill(): { readonly total: object };
}

/**
 * Matchers on functions of apps. They look at the world that is in sight, as inside of `world.within` and of what
 * `explore` runs; elsewhere at the world of the running test in which the function was called, or that of the fixture.
 */
export interface ModalMatchers<R, T> {
  /** The function ran, whatever it came to: exactly `times` inputs of it, or at least one. */
  toHaveRun: T extends AnyFunction ? (expected?: CountExpectation) => R : never;
  /** Inputs of the function have succeeded, after retries or not: exactly `times` of them, or at least one. */
  toHaveSucceeded: T extends AnyFunction ? (expected?: CountExpectation) => R : never;
  /** Inputs of the function have failed for good: exactly `times` of them, or at least one, with such a message. */
  toHaveFailed: T extends AnyFunction ? (expected?: FailureExpectation) => R : never;
  /** The function returned this for one of its inputs at least; asymmetric matchers may be parts of it. */
  toHaveResult: T extends AnyFunction ? (expected: unknown) => R : never;
  /** Inputs of the function were retried: exactly `times` times, after exactly these delays, or at all. */
  toHaveRetried: T extends AnyFunction ? (expected?: RetryExpectation) => R : never;
  /** Attempts at inputs of the function exceeded its time limit: exactly `times` of them, or at least one. */
  toHaveTimedOut: T extends AnyFunction ? (expected?: CountExpectation) => R : never;
  /**
   * The web function has answered requests: exactly `times` of them, or at least one. An answer counts once it is over.
   */
  toHaveServed: T extends AnyFunction ? (expected?: ServedExpectation) => R : never;
  /** At its peak, the function had exactly so many containers at once. */
  toHaveScaledTo: T extends AnyFunction ? (containers: number) => R : never;
  /** The function's schedule fired at this moment, or at exactly these, in order. */
  toHaveFiredAt: T extends AnyFunction ? (expected: Moment | readonly Moment[]) => R : never;
  /** The containers of the function, or of the world, cost less than so many US dollars, by `world.bill`. */
  toCostLessThan: T extends AnyFunction | Billed ? (dollars: number, options?: CostExpectation) => R : never;
}

declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends ModalMatchers<R, T> {}
}

expect.extend(matchers);
onOpening((world, purpose) => {
  const running = TestRunner.getCurrentTest();
  noteWorld(world, purpose, running);
  if (purpose === "own" && running) reportOwnWorlds(running);
});

/** The share of a test's time after which its containers' code must have come back to the event loop once. */
const WATCHED_SHARE = 0.7;
const LONGEST_WATCH_MS = 60_000;

/** What the fixture gives to a test. */
export interface ModalFixtures {
  /** A fresh world, offline unless `worldOptions` say otherwise. */
  world: Emulator;
  /**
   * How `world` is started: `test.override({ worldOptions: { coldStartMs: 500 } })` in a file or a `describe`, for all
   * tests that follow there. Default: none.
   */
  worldOptions: EmulatorOptions;
  /**
   * Whether code that makes clients of Modal's own package by itself, with `new ModalClient()`, also as its module is
   * evaluated, reaches `world`. Needs `setupFiles: ["modal-emulator/client/setup"]` in the configuration of Vitest.
   * Default: if that is there.
   */
  client: boolean | undefined;
}

/**
 * Vitest's `test` with a fresh, offline world for each test: `test("…", async ({ world }) => { … })`. Works with
 * `test.concurrent`. When a test fails, its first error is followed by the seed, the end of the containers' logs and
 * how to run it again alike. Code that never comes back to its event loop is ended before the test's time is up. A
 * `world.run`, a `world.deploy`, a `forEach` or a wait for the clock that is not awaited fails the test, and so does a
 * map or generator that is never iterated. The environment variable `MODAL_EMULATOR_SEED` sets the seed. What was set
 * up for nothing fails the test, by {@link Emulator.verify}, unless it is `optional`. `MODAL_EMULATOR_REPORT` names a
 * folder: a failing test has a report of its world written there.
 */
export const test: TestAPI<ModalFixtures> = base.extend<ModalFixtures>({
  worldOptions: {},
  client: undefined,
  world: async ({ worldOptions, client, task, onTestFailed }, use) => {
    const place = client === false ? undefined : enterPlace(client); // before anything is waited for: it is this test's
    const seed = process.env["MODAL_EMULATOR_SEED"] ?? worldOptions.seed ?? 0;
    const watchdogMs = watchdogWithin(task.timeout);
    await using world = await Emulator.start({ offline: true, watchdogMs, ...worldOptions, seed });
    setWorldOf(task, world);
    if (place) place.world = world;
    world.testEnd.notePlaces();
    const earlier = earlierErrors(task);
    const describe = (): string => {
      const failed = failedTest(task, firstError(task, earlier), true);
      const report = task.fails === true ? undefined : reportOfTest(world, failed);
      const lines = [describeFailure(world, task.name, task.file.filepath), ...(report === undefined ? [] : [report])];
      return `\n\n${lines.join("\n")}`;
    };
    let known: string | undefined;
    onTestFailed(({ task: failed }) => {
      const error = firstError(failed, earlier);
      if (error) addToError(error, known ?? describe());
    });
    await use(world);
    if (task.result?.state === "fail" || firstError(task, earlier)) {
      known = describe(); // while what still runs has not ended with the world
      return;
    }
    const forgotten = world.testEnd.forgotten();
    if (forgotten) throw forgotten;
    world.verify();
  },
});

/** Real milliseconds after which the watchdog has to have spoken, so that the test fails by what it says. */
function watchdogWithin(timeoutMs: number): number {
  return timeoutMs > 0 && Number.isFinite(timeoutMs)
    ? Math.min(LONGEST_WATCH_MS, timeoutMs * WATCHED_SHARE)
    : LONGEST_WATCH_MS;
}
