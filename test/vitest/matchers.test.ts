import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect as plainExpect } from "vitest";
import { App, Cron, InvalidError, method, Retries } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError } from "../support/expect-error.js";

const app = new App("matchers");
const nap = app.function({ timeoutMs: 2000, retries: 1, cpu: 1 }, async function nap(ms: number) {
  await sleep(ms);
});
const flaky = app.function({ retries: new Retries({ maxRetries: 2 }) }, async function flaky() {
  throw new Error("no");
});
const nightly = app.function({ schedule: new Cron("0 3 * * *") }, async function nightly() {});
const Model = app.cls(
  {},
  class Model {
    predict = method(() => 1);
  },
);
const never = app.function({}, async function never() {});

/** What a failing expectation says. */
function failure(body: () => void): string {
  try {
    body();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

describe("matchers", () => {
  test("of runs, retries, time limits and scale hold, and say what was found instead", async ({ world, expect }) => {
    await world.run(app, async () => {
      await Promise.all([nap.remote(1), nap.remote(1), nap.remote(1)]);
      await nap.remote(3000).catch(() => undefined);
      await flaky.remote().catch(() => undefined);
    });
    expect(nap).toHaveRun({ times: 4 });
    expect(never).not.toHaveRun();
    expect(failure(() => expect(nap).toHaveRun({ times: 1 }))).toBe(
      "expected `nap` to have run once, but it has run 4 times",
    );
    expect(failure(() => expect(nap).not.toHaveRun())).toBe("expected `nap` not to have run, but it has run 4 times");
    expect(failure(() => expect(never).toHaveRun())).toBe("expected `never` to have run, but it never has");

    expect(flaky).toHaveRetried({ times: 2, delaysMs: [1000, 2000] });
    expect(never).toHaveRetried({ delaysMs: [] });
    expect(failure(() => expect(flaky).toHaveRetried({ times: 1, delaysMs: [5] }))).toBe(
      "expected `flaky` to have been retried once after [5] ms, but it was 2 times, after [1000,2000] ms",
    );
    expect(failure(() => expect(never).toHaveRetried())).toBe(
      "expected `never` to have been retried, but it was never",
    );

    expect(nap).toHaveTimedOut();
    expect(nap).toHaveTimedOut({ times: 2 }); // its retry, too
    expect(flaky).not.toHaveTimedOut();
    expect(failure(() => expect(nap).toHaveTimedOut({ times: 3 }))).toBe(
      "expected `nap` to have timed out 3 times, but it has timed out 2 times",
    );
    expect(failure(() => expect(nap).not.toHaveTimedOut())).toBe(
      "expected `nap` not to have timed out, but it has timed out 2 times",
    );

    expect(nap).toHaveScaledTo(3);
    expect(never).toHaveScaledTo(0);
    expect(failure(() => expect(nap).toHaveScaledTo(1))).toBe(
      "expected `nap` to have scaled to 1 container, but it had 3 containers at most",
    );
    expect(failure(() => expect(never).toHaveScaledTo(2))).toBe(
      "expected `never` to have scaled to 2 containers, but it had none",
    );
    expect(failure(() => expect(nap).not.toHaveScaledTo(3))).toBe(
      "expected `nap` not to have scaled to 3 containers, but it had 3 containers at most",
    );
  });

  test("of schedules look for one moment, or for all", async ({ world, expect }) => {
    await world.deploy(app);
    expect(failure(() => expect(nightly).toHaveFiredAt("2026-01-01T03:00:00Z"))).toBe(
      "expected the schedule of `nightly` to have fired at 2026-01-01T03:00:00.000Z, but it fired never",
    );
    await world.within(() => nightly.remote()); // a call is no firing
    expect(nightly).toHaveFiredAt([]);
    await world.clock.advance({ days: 2 });
    expect(nightly).toHaveFiredAt(new Date("2026-01-02T03:00:00Z"));
    expect(nightly).toHaveFiredAt(["2026-01-01T03:00:00", Date.parse("2026-01-02T03:00:00Z")]);
    expect(nightly).not.toHaveFiredAt("2026-01-03T03:00:00Z");
    expect(failure(() => expect(nightly).toHaveFiredAt(["2026-01-02T03:00:00Z"]))).toBe(
      "expected the schedule of `nightly` to have fired at 2026-01-02T03:00:00.000Z, and at no other time, but it fired at 2026-01-01T03:00:00.000Z, 2026-01-02T03:00:00.000Z",
    );
    await world.clock.advance({ days: 10 });
    expect(failure(() => expect(nightly).toHaveFiredAt([]))).toMatch(
      /to have fired at no time, but it fired at .* and 2 more times$/,
    );
  });

  test("of cost take a function or the world, and show the bill", async ({ world, expect }) => {
    await world.run(app, () => nap.remote(1000));
    expect(nap).toCostLessThan(0.000014);
    expect(never).toCostLessThan(1e-9);
    expect(world).toCostLessThan(0.000014);
    expect(world).not.toCostLessThan(1, { rates: { cpuCore: 2 } });
    expect(failure(() => expect(nap).toCostLessThan(0.00001))).toMatch(
      /^expected `nap` to cost less than \$0\.00001, but it cost \$0\.000013:\nRates of .*\n.*containers .*\nnap +1 .*\nall/,
    );
    expect(failure(() => expect(world).not.toCostLessThan(1))).toContain(
      "expected the world not to cost less than $1, but it cost $0.000013:\n",
    );
  });

  test("refuse what they cannot look at", ({ world, expect }) => {
    const wrong = (value: unknown): never => value as never;
    expectError(
      () => expect(3 as unknown as typeof nap).toHaveTimedOut(),
      InvalidError,
      "expect(fetchPage).toHaveTimedOut()",
    );
    expectError(() => expect(nap).toHaveTimedOut({ time: 1 } as never), InvalidError, '"times"');
    expectError(() => expect(nap).toHaveScaledTo(wrong("2")), InvalidError, "number of containers");
    expectError(() => expect(nap).toHaveFiredAt("noon"), InvalidError, '"noon"');
    expectError(() => expect(nap).toCostLessThan(-1), InvalidError, "US dollars");
    expect(() => plainExpect(nap).toHaveScaledTo(0)).not.toThrow();
    void world;
  });

  test("refuse numbers that are none, negated or not", ({ world, expect }) => {
    for (const times of ["3", Number.NaN, -1, 1.5, null] as never[])
      for (const expected of [expect(nap), expect(nap).not])
        for (const matcher of [
          "toHaveRun",
          "toHaveSucceeded",
          "toHaveFailed",
          "toHaveTimedOut",
          "toHaveRetried",
        ] as const)
          expectError(
            () => expected[matcher]({ times }),
            InvalidError,
            `${matcher}: option "times" must be a whole number from 0, not `,
          );
    for (const delaysMs of [1000, "1000", ["1000"], [-1], null] as never[])
      expectError(() => expect(nap).not.toHaveRetried({ delaysMs }), InvalidError, '"delaysMs" must be a list of mill');
    for (const amount of ["1", Number.NaN, -1, undefined] as never[]) {
      expectError(() => expect(nap).not.toCostLessThan(amount), InvalidError, "US dollars");
      expectError(() => expect(nap).not.toHaveScaledTo(amount), InvalidError, "number of containers");
    }
    void world;
  });

  test("of a class: it is one of its methods that is meant", ({ world, expect }) => {
    expectError(
      () => expect(Model as never as typeof nap).toHaveScaledTo(2),
      InvalidError,
      "toHaveScaledTo: `Model` is a class. Expect it of one of its methods, as in `expect(new Model().predict).toHaveScaledTo()`.",
    );
    void world;
  });
});
