// Modal: docs/modal/errors.md#failures-in-the-container
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { App, ExecutionError, InvalidError, isLocal, NotFoundError, SerializationError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { nested as nestedThrow } from "../apps/thrower.js";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("failure");
let inputs = 0;

class MyError extends Error {
  override name = "MyError";
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

const THROWS = {
  error: () => {
    throw new Error("plain");
  },
  range: () => {
    throw new RangeError("range");
  },
  modal: () => {
    throw new NotFoundError("no such thing");
  },
  custom: () => {
    throw new MyError("custom", 42);
  },
  cause: () => {
    throw new Error("outer", { cause: new TypeError("inner") });
  },
  aggregate: () => {
    throw new AggregateError([new RangeError("one"), new Error("two")], "several");
  },
  text: () => {
    throw "just text";
  },
  nothing: () => {
    throw undefined;
  },
  uncloneable: () => {
    throw { callback: () => 1 };
  },
  uncloneableProperty: () => {
    throw Object.assign(new Error("with a function"), { callback: () => 1, kept: "yes" });
  },
  deep: () => nestedThrow(3),
} as const;

const throws = app.function({}, async function throws(what: keyof typeof THROWS) {
  THROWS[what]();
});
const ends = app.function({ maxContainers: 1 }, async function ends(how: string) {
  inputs++;
  switch (how) {
    case "process.exit":
      process.exit(3);
      break;
    case "timer":
      setTimeout(() => {
        throw new RangeError("in a timer");
      }, 10);
      await sleep(1000);
      break;
    case "microtask":
      queueMicrotask(() => {
        throw new RangeError("in a microtask");
      });
      await sleep(1000);
      break;
    case "rejection":
      void Promise.reject(new RangeError("nobody caught me"));
      await sleep(1000);
      break;
    case "process.abort":
      process.abort();
      break;
    case "process.kill":
      process.kill(process.pid);
      break;
  }
  return inputs;
});
const bystander = app.function({ maxContainers: 1 }, async function bystander() {
  await sleep(500);
  return ++inputs;
});

async function failure(threads: number, what: keyof typeof THROWS): Promise<unknown> {
  await using world = await Emulator.start({ threads });
  return await world
    .run(app, () => throws.remote(what))
    .then(
      () => "no error",
      (error: unknown) => error,
    );
}

describe.each([0, 1])("what a function throws (threads: %i)", (threads) => {
  test("keeps its class, if it is a built-in one or Modal's", async () => {
    expect(await failure(threads, "error")).toEqual(new Error("plain"));
    expect(await failure(threads, "range")).toBeInstanceOf(RangeError);
    expect(await failure(threads, "modal")).toBeInstanceOf(NotFoundError);
  });

  test("keeps name, message and own properties, whatever its class", async () => {
    const error = await failure(threads, "custom");
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "MyError", message: "custom", code: 42 });
  });

  test("keeps its cause, and the errors of an AggregateError", async () => {
    expect(await failure(threads, "cause")).toMatchObject({ message: "outer", cause: new TypeError("inner") });
    const aggregate = await failure(threads, "aggregate");
    expect(aggregate).toBeInstanceOf(AggregateError);
    expect(aggregate).toMatchObject({ message: "several", errors: [new RangeError("one"), new Error("two")] });
  });

  test("need not be an error", async () => {
    expect(await failure(threads, "text")).toBe("just text");
    expect(await failure(threads, "nothing")).toBeUndefined();
  });

  test("is a SerializationError where it cannot cross; from an error, only the part that cannot is dropped", async () => {
    expect(await failure(threads, "uncloneable")).toBeInstanceOf(SerializationError);
    expect(await failure(threads, "uncloneable")).toMatchObject({
      message: expect.stringContaining("Failed to serialize exception") as unknown,
    });
    const error = await failure(threads, "uncloneableProperty");
    expect(error).toMatchObject({ message: "with a function", kept: "yes" });
    expect(error).not.toHaveProperty("callback");
  });

  test("names the user's own files and lines in its stack, and nothing of the machinery", async () => {
    const error = await failure(threads, "deep");
    const stack = error instanceof Error ? (error.stack ?? "") : "";
    expect(stack).toMatch(/^RangeError: at the bottom\n/);
    expect(stack).toMatch(/thrower\.ts:4:\d+/);
    expect(stack).toMatch(/thrower\.ts:5:\d+/);
    expect(stack).toMatch(/container-failure\.test\.ts:\d+:\d+/);
    expect(stack).not.toMatch(/modal-realm|dist\/emulator|node:internal/);
  });
});

/** What the containers of a world write when inputs fail in each of the ways. */
async function printed(threads: number): Promise<string[]> {
  await using world = await Emulator.start({ threads });
  await world.run(app, async () => {
    for (const what of ["cause", "deep", "text", "modal"] as const) await throws.remote(what).catch(() => undefined);
    await ends.remote("timer").catch(() => undefined);
    await ends.remote("process.exit").catch(() => undefined);
    const waiting = await bystander.spawn();
    await waiting.cancel();
  });
  return [...world.logs].map(
    ({ source, message, inputId }) => `${source}${inputId === null ? " of no input" : ""}: ${message}`,
  );
}

describe("a failing input's traceback", () => {
  test("is printed to the container's stderr with its causes, and names files by relative paths, for any number of threads", async () => {
    const [cause, deep, text, modal, timer, ...more] = await printed(0);
    expect(cause).toMatch(
      /^stderr: Error: outer\n {4}at .*\(test\/parity\/inside\/container-failure\.test\.ts:\d+:\d+\)\n[^]*\nCaused by: TypeError: inner\n {4}at /,
    );
    expect(deep).toMatch(/^stderr: RangeError: at the bottom\n {4}at .*test\/parity\/apps\/thrower\.ts:4:/);
    expect(text).toBe("stderr: Thrown: 'just text'");
    expect(modal).toContain("no such thing");
    expect(timer).toContain("RangeError: in a timer\n");
    expect(more).toEqual([]); // neither an exit nor a cancellation
    expect(await printed(1)).toEqual([cause, deep, text, modal, timer]);
  });
});

const ENDINGS: readonly (readonly [string, new (message?: string) => Error, string])[] = [
  ["process.exit", ExecutionError, "process.exit(3)"],
  ["timer", RangeError, "in a timer"],
  ["microtask", RangeError, "in a microtask"],
  ["rejection", RangeError, "nobody caught me"],
];

describe.each([0, 1])("what ends a container (threads: %i)", (threads) => {
  for (const [how, kind, message] of ENDINGS) {
    // Modal: docs/modal/ending-containers.md#shutdown
    test(`${how}: the input fails with it, the next finds a fresh container, others notice nothing`, async () => {
      await using world = await Emulator.start({ threads });
      await world.run(app, async () => {
        const other = await bystander.spawn();
        expect(await ends.remote("not")).toBe(1);
        const error = await ends.remote(how).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(kind);
        expect(String(error)).toContain(message);
        expect(await ends.remote("not")).toBe(1);
        expect(await other.get()).toBe(1);
      });
      expect(world.containers(ends)).toHaveLength(2);
      expect(world.events.of("attempt.ended").filter(({ status }) => status === "FAILURE")).toHaveLength(1);
    });
  }
});

const elsewhere = new App("elsewhere", { module: new URL("../apps/thrower.ts", import.meta.url).href });
const missing = elsewhere.function({}, async function missing() {});
const conditional = new App("conditional");
const onlyLocal = isLocal() ? conditional.function({}, async function onlyLocal() {}) : undefined;

describe("an app file with a mistake", () => {
  test("that does not parse fails the call, with file, line and the line itself", async () => {
    using directory = mkdtempDisposableSync(join(tmpdir(), "modal-emulator-"));
    const file = join(directory.path, "half.ts");
    writeFileSync(file, "// The first line.\nexport const half = (;\n");
    const unparsable = new App("unparsable", { module: pathToFileURL(file).href });
    const fn = unparsable.function({}, async function fn() {});
    await using world = await Emulator.start();
    await expectRejection(
      () => world.run(unparsable, () => fn.remote()),
      InvalidError,
      "half.ts:2:22",
      "export const half = (;",
    );
  });

  test("that does not define the function says so", async () => {
    await using world = await Emulator.start();
    await expectRejection(() => world.run(elsewhere, () => missing.remote()), InvalidError, "missing", "global scope");
  });

  test("that defines the function here only says so, too", async () => {
    await using world = await Emulator.start();
    await expectRejection(
      () => world.run(conditional, async () => onlyLocal?.remote()),
      InvalidError,
      "onlyLocal",
      "only holds locally",
    );
  });
});
