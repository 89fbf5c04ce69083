// Modal: docs/modal/handles-and-names.md#hydration, docs/modal/apps.md#running
import { inspect } from "node:util";
import { describe, expect } from "vitest";
import {
  App,
  ClientClosed,
  ExecutionError,
  Function_,
  FunctionCall,
  InvalidError,
  NotFoundError,
  Secret,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("hydration");
const double = app.function({}, async function double(x: number) {
  return 2 * x;
});
const never = app.function({}, async function never() {
  await new Promise(() => undefined);
});
const count = app.function({}, function* count(n: number) {
  for (let i = 0; i < n; i++) yield i;
});

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const item of items) void item;
}

/** Every way to call a function remotely. */
const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  remote: () => double.remote(1),
  spawn: () => double.spawn(1),
  map: () => drain(double.map([1])),
  starmap: () => drain(double.starmap([[1]])),
  forEach: () => double.forEach([1]),
  spawnMap: () => double.spawnMap([1]),
  remoteGen: () => drain(count.remoteGen(1)),
  hydrate: () => double.hydrate(),
  getCurrentStats: () => double.getCurrentStats(),
  updateAutoscaler: () => double.updateAutoscaler({ minContainers: 1 }),
};

describe("a function whose app is not running", () => {
  for (const [method, call] of Object.entries(CALLS)) {
    test(`has not been hydrated: ${method} without a world in sight says how to run the app`, async () => {
      await expectRejection(call, ExecutionError, "has not been hydrated", "its app is not running", "app.run(");
    });
    test(`has not been hydrated: ${method} in a world where its app does not run`, async ({ world }) => {
      await expectRejection(() => world.within(call), ExecutionError, "has not been hydrated");
    });
  }

  test("can be told from a generator without running: making the iterators fails at nothing", () => {
    expect(typeof double.map([1])[Symbol.asyncIterator]).toBe("function");
    expect(typeof count.remoteGen(1).next).toBe("function");
  });

  test("has no id", () => {
    expect(double.functionId).toBeUndefined();
  });
});

describe("while its app runs, a function", () => {
  test("has an id that begins with fu-", async ({ world }) => {
    expect(await world.run(app, () => double.functionId)).toMatch(/^fu-[0-9A-Za-z]{22}$/);
  });

  test("is returned by its own hydrate, any number of times", async ({ world }) => {
    await world.run(app, async () => {
      expect(await double.hydrate()).toBe(double);
      expect(await double.hydrate()).toBe(double);
    });
  });
});

describe("when the run has ended", () => {
  test("its functions are not hydrated any more", async ({ world }) => {
    await world.run(app, () => double.remote(1));
    await expectRejection(
      () => world.within(() => double.remote(1)),
      ExecutionError,
      "has not been hydrated",
      "not running",
    );
    expect(world.within(() => double.functionId)).toBeUndefined();
  });

  test("a map that was made during the run cannot begin", async ({ world }) => {
    const results = await world.run(app, () => ({ lazy: double.map([1]) }));
    await expectRejection(() => world.within(() => drain(results.lazy)), ExecutionError, "not running");
  });

  test("the app keeps its id, and another run gives it a new one", async ({ world }) => {
    const first = await world.run(app, () => app.appId);
    expect(first).toMatch(/^ap-[0-9A-Za-z]{22}$/);
    expect(world.within(() => app.appId)).toBe(first);
    const second = await world.run(app, () => app.appId);
    expect(second).toMatch(/^ap-/);
    expect(second).not.toBe(first);
  });

  test("another run gives its functions new ids", async ({ world }) => {
    const first = await world.run(app, () => double.functionId);
    expect(await world.run(app, () => double.functionId)).not.toBe(first);
  });

  test("an app has no id in a world where it never ran", () => {
    expect(app.appId).toBeUndefined();
  });
});

describe("look-ups by name", () => {
  // Modal: docs/modal/handles-and-names.md#lazy-handles
  test("look nothing up, so a missing function is noticed at its first use only", async ({ world }) => {
    const missing = world.within(() => Function_.fromName("no-such-app", "no-such-function"));
    const before = world.events.length;
    expect(missing.name).toBe("no-such-function");
    expect(world.events.length).toBe(before);
    await expectRejection(
      () => world.within(() => missing.remote()),
      NotFoundError,
      "no-such-function",
      "no-such-app",
      "main",
    );
  });

  test("accept any name: only the look-up fails", async ({ world }) => {
    await expectRejection(
      () => world.within(() => Function_.fromName("bad name!", "f").hydrate()),
      NotFoundError,
      "bad name!",
    );
  });

  test("need a world when they are used", async () => {
    await expectRejection(() => Function_.fromName("a", "b").remote(), ExecutionError, "no world is in sight");
  });
});

describe("direct construction", () => {
  test("of a function is refused", () => {
    expectError(
      () => Reflect.construct(Function_ as unknown as CallableFunction, ["app", "name"]),
      InvalidError,
      "has no constructor",
      "Function_.fromName",
    );
  });

  test("of a function call is refused", () => {
    expectError(() => Reflect.construct(FunctionCall, ["fc-1"]), InvalidError, "has no constructor", "spawn");
  });
});

describe("a world that was closed", () => {
  test("answers every call with ClientClosed", async ({ world }) => {
    await world.close();
    await expectRejection(() => world.run(app, () => double.remote(1)), ClientClosed, "closed");
    await expectRejection(() => world.clock.advance(1), ClientClosed, "closed");
    await expectRejection(() => world.clock.runUntilIdle(), ClientClosed, "closed");
  });

  test("rejects the calls that wait at the moment it is closed", async ({ world }) => {
    const running = await world.within(() => app.run());
    const outcome = expectRejection(
      () => running.within(() => never.remote()),
      ClientClosed,
      "closed while this call was waiting",
    );
    await world.clock.advance(1);
    await world.close();
    await outcome;
  });

  test("can be closed twice", async ({ world }) => {
    await world.close();
    await expect(world.close()).resolves.toBeUndefined();
  });
});

const discreet = new App("discreet", { secrets: [Secret.fromDict({ KEY: "k-12345" })] });
const ask = discreet.function({}, async function ask() {});

test("a handle that is printed shows none of the values of its secrets", () => {
  for (const handle of [ask, ask.withOptions({ secrets: [Secret.fromDict({ KEY: "k-67890" })] })])
    expect(`${JSON.stringify(handle)} ${inspect(handle, { depth: 20 })}`).not.toMatch(/k-\d/);
});
