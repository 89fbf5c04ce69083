import { describe, expect } from "vitest";
import { App, ExecutionError, InvalidError, SerializationError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("mistakes");
const accept = app.function({}, async function accept(value: unknown) {
  return value;
});
const give = app.function({}, async function give(what: string): Promise<unknown> {
  switch (what) {
    case "function":
      return { list: [{ make: () => 1 }] };
    case "promise":
      return { later: Promise.resolve(1) };
    case "generator":
      return [(function* () {})()];
    case "symbol":
      return new Map([["key", Symbol("s")]]);
    default:
      return what;
  }
});
const closure = "what a test closes over";
const inline = app.function({ isolation: "inline" }, async function inlineAtTop() {
  return closure;
});

describe("a newcomer who", () => {
  test("writes a function without a name is told to name it", () => {
    expectError(() => app.function({}, async () => 1), InvalidError, "needs a name", "Name the function");
    expectError(() => app.function(async (x: number) => x), InvalidError, "name");
  });

  test("forgets to run the app is told how", async () => {
    await expectRejection(
      () => accept.remote(1),
      ExecutionError,
      "`accept`",
      "not running",
      "world.run(app, () => …)",
      "app.run(() => …)",
    );
  });

  test("defines a function inside a test is told of the closure, and of the two ways out", () => {
    const local = 5;
    expectError(
      () =>
        app.function({}, async function addsLocal(x: number) {
          return x + local;
        }),
      InvalidError,
      "`addsLocal`",
      "global scope",
      "top level of a module",
      "serialized: true",
      'isolation: "inline"',
    );
  });

  test("defines it inside a named function is told which", () => {
    function makeApp(): void {
      app.function({}, async function inner() {});
    }
    expectError(makeApp, InvalidError, "`inner`", "`makeApp`");
  });

  test("may define it there after all with isolation: inline, closures and spies included", async ({ world }) => {
    const seen: number[] = [];
    const local = new App("local");
    const record = local.function({ isolation: "inline" }, async function record(x: number) {
      return seen.push(x);
    });
    expect(await world.run(local, () => Promise.all([record.remote(7), record.remote(8)]))).toEqual([1, 2]);
    expect(seen.toSorted()).toEqual([7, 8]);
    expect(await world.run(app, () => inline.remote())).toBe(closure);
  });

  test("may define it there after all with serialized: true, without closure", async ({ world }) => {
    const local = new App("local");
    const square = local.function({ serialized: true }, async function square(x: number) {
      return [x * x, typeof process.env["MODAL_TASK_ID"], new Date().getUTCFullYear()];
    });
    expect(await world.run(local, () => square.remote(7))).toEqual([49, "string", 2026]);
  });

  test("closes over something in a serialized function gets a ReferenceError that names it", async ({ world }) => {
    const outside = 5;
    const local = new App("local");
    const uses = local.function({ serialized: true }, async function uses() {
      return outside;
    });
    await expectRejection(() => world.run(local, () => uses.remote()), ReferenceError, "outside");
  });

  test("runs the app at the top level of its module is told of import.meta.main", async () => {
    await expectRejection(
      () => import("../apps/unguarded-run.js"),
      InvalidError,
      "if (import.meta.main) await app.run(",
      "isLocal()",
    );
  });

  test("passes a function as argument is told where it is", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(
        () => accept.remote({ callback: () => 1 }),
        SerializationError,
        "args[0].callback",
        "function",
      );
      await expectRejection(() => accept.spawn([1, { "a-b": [() => 1] }]), SerializationError, 'args[0][1]["a-b"][0]');
      await expectRejection(() => accept.remote(new Map([["key", () => 1]])), SerializationError, 'args[0].get("key")');
    });
    expect(world.events.of("call.created")).toEqual([]);
  });

  test("passes a promise, a generator, a socket or shared memory is told which", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(
        () => accept.remote({ later: Promise.resolve(1) }),
        SerializationError,
        "args[0].later",
        "Promise",
        "Await it first",
      );
      await expectRejection(
        () => accept.remote([(function* () {})()]),
        SerializationError,
        "args[0][0]",
        "Generator",
        "Collect its items",
      );
      await expectRejection(
        () => accept.remote({ memory: new SharedArrayBuffer(8) }),
        SerializationError,
        "args[0].memory",
        "SharedArrayBuffer",
      );
      await expectRejection(
        () => accept.remote(new Uint8Array(new SharedArrayBuffer(8))),
        SerializationError,
        "args[0]",
        "SharedArrayBuffer",
      );
      await expectRejection(() => accept.remote(new WeakMap()), SerializationError, "args[0]", "WeakMap");
      await expectRejection(() => accept.remote(Symbol("s")), SerializationError, "args[0]", "symbol");
    });
  });

  test("returns such a thing is told where it was", async ({ world }) => {
    await world.run(app, async () => {
      await expectRejection(() => give.remote("function"), SerializationError, "result.list[0].make");
      await expectRejection(() => give.remote("promise"), SerializationError, "result.later");
      await expectRejection(() => give.remote("generator"), SerializationError, "result[0]");
      await expectRejection(() => give.remote("symbol"), SerializationError, 'result.get("key")');
    });
  });

  test("gives the options after the function, or an object in its place, is told the order", () => {
    // @ts-expect-error options come first
    expectError(() => app.function(async function swapped() {}, {}), InvalidError, "app.function");
    // @ts-expect-error the function is missing
    expectError(() => app.function({}), InvalidError, "needs the function");
  });

  test("misspells an option is told the right one", () => {
    // @ts-expect-error misspelt
    expectError(() => app.function({ timeout: 5 }, async function misspelt() {}), InvalidError, "timeout", "timeoutMs");
  });

  test("passes a class is told to use app.cls", () => {
    // @ts-expect-error a class is no function
    expectError(() => app.function({}, class Model {}), TypeError, "class");
  });
});

describe("what may cross, does", () => {
  for (const threads of [0, 1]) {
    test(`both ways, as an equal copy (threads: ${threads})`, async () => {
      await using world = await Emulator.start({ threads });
      const cycle: { self?: unknown; list: unknown[] } = { list: [1] };
      cycle.self = cycle;
      const values: unknown[] = [
        undefined,
        null,
        true,
        0,
        -0,
        Number.NaN,
        1n,
        "text",
        Object.assign([1], { 2: 3 }),
        { a: { b: [] } },
        new Date(5),
        /x/gi,
        new URL("https://a.example/b"),
        new Map<unknown, unknown>([[{ k: 1 }, new Set([1, "a"])]]),
        new Uint8Array([1, 2]),
        new Float64Array([0.5]),
        new ArrayBuffer(3),
        Buffer.from("bytes"),
        new RangeError("r"),
        { __proto__key: 1, then: "not a promise" },
        cycle,
      ];
      await world.run(app, async () => {
        for (const value of values) expect(await accept.remote(value)).toStrictEqual(value);
        expect(Buffer.isBuffer(await accept.remote(Buffer.from("bytes")))).toBe(true);
        expect(await accept.remote(new URL("https://a.example"))).toBeInstanceOf(URL);
        expect(await accept.remote(new RangeError("r"))).toBeInstanceOf(RangeError);
        expect(await accept.remote(new Date(5))).toBeInstanceOf(Date);
      });
    });
  }

  test("a class instance crosses as its own properties", async ({ world }) => {
    class Point {
      x = 1;
      get double(): number {
        return 2 * this.x;
      }
    }
    const copy = await world.run(app, () => accept.remote(new Point()));
    expect(copy).toStrictEqual({ x: 1 });
  });

  test("a function's handle crosses and can be called", async ({ world }) => {
    await world.run(app, async () => {
      const handle = await accept.remote(give);
      expect(handle).toMatchObject({ name: "give", functionId: give.functionId });
    });
  });

  test("a handle that is not hydrated does not", async ({ world }) => {
    await expectRejection(
      () => world.run(app, () => accept.remote(other)),
      InvalidError,
      "other",
      "hasn't been hydrated",
    );
  });
});

const otherApp = new App("not-running");
const other = otherApp.function({}, async function other() {});
