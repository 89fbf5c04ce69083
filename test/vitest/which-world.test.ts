import { beforeAll, describe, afterAll } from "vitest";
import { App, InvalidError, Period } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { explore } from "modal-emulator/testing";
import { test } from "modal-emulator/vitest";
import { expectError } from "../support/expect-error.js";

const app = new App("which-world");
const double = app.function({ isolation: "inline", name: "double", cpu: 1 }, (x: number) => 2 * x);
const often = app.function({ isolation: "inline", name: "often", schedule: new Period({ hours: 1 }) }, () => "tick");
const never = app.function({ isolation: "inline", name: "never" }, () => undefined);

describe("a matcher judges", () => {
  test("the world in which the function was called, though the fixture has another", async ({ world, expect }) => {
    await using other = await Emulator.start({ threads: 0 });
    await other.run(app, () => double.remote(2));
    await other.deploy(app);
    await other.clock.advance({ hours: 2 });
    expect(double).toHaveRun({ times: 1 });
    expect(double).toHaveResult(4);
    expect(double).toHaveScaledTo(1);
    expect(often).toHaveRun({ times: 2 });
    expect(often).toHaveFiredAt(["2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z"]);
    expect(double).toCostLessThan(1);
    expect(never).not.toHaveRun();
    expect(world.calls()).toEqual([]);
  });

  test("the fixture's, if it was called there alone", async ({ world, expect }) => {
    await using _other = await Emulator.start({ threads: 0 });
    await world.run(app, () => double.remote(2));
    expect(double).toHaveRun({ times: 1 });
    expect(never).not.toHaveRun();
  });

  test("one that is closed by now, and that which app.run makes for itself", async ({ expect }) => {
    await app.run(() => double.remote(3));
    expect(double).toHaveResult(6);
    expect(double).not.toHaveResult(7);
  });

  test("none that an earlier test has had", ({ expect, world }) => {
    expect(double).not.toHaveRun();
    void world;
  });

  test("several only if it is said which", async ({ world, expect }) => {
    await using other = await Emulator.start({ threads: 0, seed: "b" });
    await world.run(app, () => double.remote(1));
    await other.run(app, () => double.forEach([1, 2]));
    expectError(
      () => expect(double).toHaveRun(),
      InvalidError,
      "toHaveRun: this test has 2 worlds, and `double` was called in 2 of them",
      "the fixture's world, seed 0: one call",
      "a world that the test has started, seed b: one call",
      "world.within(() => expect(double).toHaveRun(…))",
    );
    world.within(() => expect(double).toHaveRun({ times: 1 }));
    other.within(() => expect(double).toHaveRun({ times: 2 }));
    await other.run(app, () => expect(double).toHaveRun({ times: 2 }));
  });

  test("in explore, the world of each run", async ({ world, expect }) => {
    const runs: unknown[] = [];
    await explore({ seeds: 3 }, async (each) => {
      await each.run(app, () => double.forEach([1, 2, 3]));
      expect(double).toHaveRun({ times: 3 });
      runs.push(each.seed);
    });
    expect(runs.length).toBeGreaterThanOrEqual(3);
    await expect(explore({ seeds: 1 }, () => expect(double).toHaveRun())).rejects.toThrow(
      "expected `double` to have run, but it never has",
    );
    expectError(() => expect(double).toHaveRun(), InvalidError, "explore", "inside of the function");
    void world;
  });

  for (const n of [1, 2])
    test.concurrent(`of concurrent tests, the fixture's (${n})`, async ({ world, expect }) => {
      await using _other = await Emulator.start({ threads: 0 });
      await world.run(app, () => double.forEach([1, 2].slice(0, n)));
      expect(double).toHaveRun({ times: n });
    });
});

describe("a world that a hook has started", () => {
  let shared: Emulator;
  beforeAll(async () => {
    shared = await Emulator.start({ threads: 0 });
  });
  afterAll(() => shared.close());

  test("is found in each test", async ({ expect }) => {
    await shared.run(app, () => double.remote(1));
    expect(double).toHaveSucceeded({ times: 1 });
  });

  test("and still there in the next", ({ expect }) => {
    expect(double).toHaveResult(2);
  });
});
