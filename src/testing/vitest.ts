import { expect, test as base, type TestAPI } from "vitest";
import type { AnyFunction } from "../api/types/function-types.js";
import { Emulator } from "../emulator/world/emulator.js";
import { describeFailure } from "./matchers/describe-failure.js";
import type { CostExpectation } from "./matchers/cost-matchers.js";
import type { CountExpectation } from "./matchers/matcher.js";
import { matchers } from "./matchers/matchers.js";
import type { RetryExpectation } from "./matchers/run-matchers.js";
import type { Moment } from "./matchers/schedule-matchers.js";
import { setWorldOf } from "./matchers/world-of.js";

/** A world, by what it can do: this package's own types may come twice. */
interface Billed {
  bill(): { readonly total: object };
}

/** Matchers on functions of apps; they look at the world of the running test. */
export interface ModalMatchers<R, T> {
  /** The function ran: exactly `times` inputs of it, or at least one. */
  toHaveRun: T extends AnyFunction ? (expected?: CountExpectation) => R : never;
  /** Inputs of the function were retried: exactly `times` times, after exactly these delays, or at all. */
  toHaveRetried: T extends AnyFunction ? (expected?: RetryExpectation) => R : never;
  /** Attempts at inputs of the function exceeded its time limit: exactly `times` of them, or at least one. */
  toHaveTimedOut: T extends AnyFunction ? (expected?: CountExpectation) => R : never;
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

/**
 * Vitest's `test` with a fresh, offline world for each test: `test("…", async ({ world }) => { … })`. Works with
 * `test.concurrent`. When a test fails, its first error is followed by the seed, the end of the containers' logs and
 * how to run it again alike. The environment variable `MODAL_EMULATOR_SEED` sets the seed. A fault of the world that
 * had nothing to hit fails the test, unless it is `optional`.
 */
export const test: TestAPI<{ world: Emulator }> = base.extend<{ world: Emulator }>({
  world: async ({ task, onTestFailed }, use) => {
    await using world = await Emulator.start({ offline: true, seed: process.env["MODAL_EMULATOR_SEED"] ?? 0 });
    setWorldOf(task, world);
    onTestFailed(({ task: failed }) => {
      const error = failed.result?.errors?.[0];
      if (!error) return;
      const description = `\n\n${describeFailure(world, failed.name)}`;
      error.message += description;
      if (error.stack !== undefined) error.stack = error.stack.replace(/(?=\n\s+at )|$/, () => description);
    });
    await use(world);
    if (task.result?.state !== "fail" && !task.result?.errors?.length) world.faults.verify();
  },
});
