// Modal: docs/modal/apps.md#running
import { describe, expect } from "vitest";
import { App, ClientClosed, ExecutionError, InvalidError, RemoteError, RunningApp } from "modal-emulator";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "modal-emulator/vitest";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("running");
const double = app.function({}, async function double(x: number) {
  return 2 * x;
});
const fail = app.function({}, async function fail() {
  throw new RangeError("out of range");
});
const slow = app.function({}, async function slow(ms: number) {
  await sleep(ms);
  return "done";
});
const callIt = app.function({}, async function callIt(fn: typeof double, x: number) {
  return fn.remote(x);
});

const other = new App("other");
const triple = other.function({}, async function triple(x: number) {
  return 3 * x;
});

describe("app.run", () => {
  test("returns what its body returns", async ({ world }) => {
    expect(await world.run(app, async () => [await double.remote(1), "more"])).toEqual([2, "more"]);
    expect(await world.run(app, () => "no promise")).toBe("no promise");
  });

  test("starts the app, then the body runs, then the app stops", async ({ world }) => {
    const id = await world.run(app, () => app.appId);
    const types = [...world.events].filter(({ type }) => type.startsWith("app."));
    expect(types).toMatchObject([
      { type: "app.started", app: id, name: "running", environment: "main" },
      { type: "app.stopped", app: id },
    ]);
  });

  test("re-throws the body's error, the very object, after the app has stopped", async ({ world }) => {
    const error = new Error("mine");
    const thrown = await world.run(app, () => Promise.reject(error)).catch((reason: unknown) => reason);
    expect(thrown).toBe(error);
    expect(world.events.of("app.stopped")).toHaveLength(1);
  });

  test("re-throws an error of a container likewise", async ({ world }) => {
    await expectRejection(() => world.run(app, () => fail.remote()), RangeError, "out of range");
    expect(world.events.of("app.stopped")).toHaveLength(1);
  });

  test("is refused for an app that is already running", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(() => app.run(() => 1), InvalidError, "already running", "running");
      expect(await double.remote(2)).toBe(4);
    });
  });

  test("of the same app is possible in two worlds at once", async ({ world }) => {
    const { Emulator } = await import("modal-emulator/emulator");
    await using second = await Emulator.start();
    const results = await world.run(app, () =>
      Promise.all([double.remote(1), second.run(app, () => double.remote(2))]),
    );
    expect(results).toEqual([2, 4]);
  });

  test("of an app inside another's makes the functions of both callable", async ({ world }) => {
    expect(
      await world.run(app, () => app.appId && other.run(() => Promise.all([double.remote(1), triple.remote(1)]))),
    ).toEqual([2, 3]);
  });

  test("lets a container call a function of another running app through its handle", async ({ world }) => {
    expect(await world.run(app, () => other.run(() => callIt.remote(triple, 5)))).toBe(15);
  });

  test("takes no unknown option", async ({ world }) => {
    await expectRejection(
      // @ts-expect-error no such option
      () => world.within(() => app.run({ environmentName: "main" })),
      InvalidError,
      "environmentName",
      "app.run",
    );
  });

  test("terminates what still runs when the body ends: whoever waits gets a RemoteError", async ({ world }) => {
    const waiting = await world.run(app, () => ({ result: slow.remote(60_000).catch((error: unknown) => error) }));
    expect(await waiting.result).toBeInstanceOf(RemoteError);
    expect(world.events.of("input.ended")).toMatchObject([{ status: "TERMINATED" }]);
    expect(world.containers().every(({ stoppedAt }) => stoppedAt !== null)).toBe(true);
  });

  test("takes no virtual time by itself", async ({ world }) => {
    const before = world.clock.now();
    await world.run(app, () => double.remote(1));
    expect(world.clock.now()).toBe(before);
  });
});

describe("app.run without a body", () => {
  test("runs the app until it is disposed", async ({ world }) => {
    {
      await using running = await world.within(() => app.run());
      expect(running).toBeInstanceOf(RunningApp);
      expect(running.app).toBe(app);
      expect(running.appId).toMatch(/^ap-/);
      expect(await running.within(() => double.remote(4))).toBe(8);
      expect(world.events.of("app.stopped")).toEqual([]);
    }
    expect(world.events.of("app.stopped")).toHaveLength(1);
  });

  test("selects no world outside of within", async ({ world }) => {
    await using running = await world.within(() => app.run());
    await expectRejection(() => double.remote(4), ExecutionError, "has not been hydrated");
    expect(await running.within(() => double.remote(4))).toBe(8);
  });

  test("can be stopped by hand, more than once", async ({ world }) => {
    await using running = await world.within(() => app.run());
    await running.stop();
    await running.stop();
    expect(world.events.of("app.stopped")).toHaveLength(1);
    await expectRejection(() => running.within(() => double.remote(4)), ExecutionError, "not running");
  });

  test("makes a world and closes it with the app when none is in sight", async () => {
    const running = await app.run();
    expect(await running.within(() => double.remote(4))).toBe(8);
    await running.stop();
    await expectRejection(() => running.within(() => app.run()), ClientClosed, "closed");
  });

  test("detach: what was spawned goes on after the run has ended, and the app stops when it is done", async ({
    world,
  }) => {
    const running = await world.within(() => app.run({ detach: true }));
    const call = await running.within(() => slow.spawn(60_000));
    await running.stop();
    expect(world.events.of("app.stopped")).toEqual([]);
    expect(await world.within(() => call.get())).toBe("done");
    await world.clock.runUntilIdle();
    expect(world.events.of("app.stopped")).toHaveLength(1);
  });

  test("detach: so does the code of inline functions", async ({ world }) => {
    const own = new App("inline-detached");
    const inline = own.function({ isolation: "inline" }, async function inline(x: number) {
      return -x;
    });
    const call = await world.run(own, () => inline.spawn(7), { detach: true });
    expect(await world.within(() => call.get())).toBe(-7);
    await expectRejection(() => world.within(() => inline.remote(1)), ExecutionError, "has not been hydrated");
  });

  test("detach: without work left, the app stops with the run", async ({ world }) => {
    const running = await world.within(() => app.run({ detach: true }));
    await running.within(() => double.remote(1));
    await running.stop();
    expect(world.events.of("app.stopped")).toHaveLength(1);
  });
});

describe("a module that runs its app while a container evaluates it", () => {
  test("app.run is an InvalidError that names import.meta.main and isLocal", async () => {
    await expectRejection(
      () => import("../apps/unguarded-run.js"),
      InvalidError,
      "global scope within a container",
      "import.meta.main",
      "isLocal()",
      "app.run",
      "unguarded-run",
    );
  });

  test("app.deploy is one too", async ({ world }) => {
    const { app: unguarded, double: doubled } = await import("../apps/unguarded-deploy.js");
    await expectRejection(
      () => world.run(unguarded, () => doubled.remote(1)),
      InvalidError,
      "within a container",
      "app.deploy",
      "import.meta.main",
    );
  });

  test("so is a call of a function", async ({ world }) => {
    const { app: calling, double: doubled } = await import("../apps/calls-while-imported.js");
    await expectRejection(
      () => world.run(calling, () => doubled.remote(1)),
      InvalidError,
      "double",
      "inside a container",
      "isLocal()",
    );
  });

  test("guarded by isLocal() it runs once, in a world of its own", async () => {
    const { result } = await import("../apps/guarded-run.js");
    expect(result).toBe(42);
  });
});
