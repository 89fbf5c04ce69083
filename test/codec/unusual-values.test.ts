import { App, SerializationError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { encode } from "../../src/api/codec/encode.js";
import { keyText } from "../../src/api/codec/key-text.js";
import { wireSize } from "../../src/contract/wire-size.js";

const app = new App("unusual-values");

function withCause(error: Error, cause: unknown): Error {
  return Object.assign(error, { cause });
}

const refuse = (): never => {
  throw new Error("no entry");
};

/** Errors that lead back to themselves. */
const CYCLES: Readonly<Record<string, () => Error>> = {
  "its own cause": () => {
    const error = new Error("top");
    return withCause(error, error);
  },
  "a cycle of causes": () => {
    const error = new Error("top");
    return withCause(error, new Error("second", { cause: new Error("third", { cause: error }) }));
  },
  "a cycle that it is not in": () => {
    const second = new Error("second");
    return withCause(new Error("top"), withCause(second, new Error("third", { cause: second })));
  },
  "one of its own errors": () => {
    const error = new AggregateError([new Error("first")], "top");
    error.errors.push(error);
    return withCause(error, error);
  },
  "in a list of its own": () => Object.assign(new Error("top"), { all: [] as unknown[] }),
};

/** What throws when it is looked at. */
const UNREADABLE: Readonly<Record<string, () => unknown>> = {
  stack: () => Object.defineProperty(new Error("x"), "stack", { get: refuse }),
  message: () => Object.defineProperty(new Error("x"), "message", { get: refuse }),
  name: () => Object.defineProperty(new Error("x"), "name", { get: refuse }),
  "a name without text": () => Object.assign(new Error("x"), { name: { toString: refuse } }),
  "a proxy": () => new Proxy({}, { get: refuse, getPrototypeOf: refuse, ownKeys: refuse }),
  "a proxy of an error": () => new Proxy(new Error("x"), { get: refuse, getPrototypeOf: refuse }),
};

const raise = app.function(async function raise(name: string): Promise<void> {
  const made = { ...CYCLES, ...UNREADABLE }[name]?.();
  if (name === "in a list of its own") (made as { all: unknown[] }).all.push(made);
  throw made;
});
const raiseLong = app.function(async function raiseLong(length: number): Promise<void> {
  throw new Error("\n".repeat(length));
});
const raiseShownBadly = app.function(async function raiseShownBadly(): Promise<void> {
  throw {
    [Symbol.for("nodejs.util.inspect.custom")]: undefined,
    toString: 1,
    get kind() {
      return "thrown";
    },
  };
});
const echo = app.function(async function echo(value: unknown): Promise<unknown> {
  return value;
});
const lengthOf = app.function(async function lengthOf(text: string): Promise<number> {
  return text.length;
});

const LONGEST = 2 ** 32 - 1;

/** Lists that are long and hold little. */
const SPARSE: Readonly<Record<string, () => unknown[]>> = {
  "nothing but holes": () => new Array(LONGEST),
  "one at the end": () => Object.assign([], { [LONGEST - 1]: "last" }),
  "some at the front, one far behind": () => Object.assign([1, 2, 3], { 3_000_000_000: "far" }),
  "inside of others": () => [[new Array(LONGEST)], new Array(LONGEST)],
};

/** The length of a list, and what it holds. */
function held(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return [value.length, Object.entries(value).map(([key, part]) => [key, held(part)])];
}

describe.each([{ threads: 1 }, { threads: 0 }, { isolation: "inline" as const }])("with %o", (options) => {
  test.each(Object.keys(CYCLES))("an error that is %s comes out as it is", async (name) => {
    await using world = await Emulator.start(options);
    const error = await world.run(app, () => raise.remote(name)).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ message: "top" });
    if (name === "its own cause") expect((error as Error).cause).toBe(error);
    if (name === "a cycle of causes") expect((error as any).cause.cause.cause).toBe(error); // oxlint-disable-line typescript/no-explicit-any
    if (name === "one of its own errors") expect((error as AggregateError).errors[1]).toBe(error);
  });

  test.each(Object.keys(UNREADABLE))("what throws when it is looked at fails its call: %s", async (name) => {
    await using world = await Emulator.start(options);
    const failed = world.run(app, () => raise.remote(name));
    await expect(failed).rejects.toBeInstanceOf(SerializationError);
    await expect(failed).rejects.toThrow("no entry");
    expect(world.events.of("container.stopped").filter(({ reason }) => reason === "uncaught error")).toEqual([]);
  });

  test("what was thrown and is no error crosses as a value", async () => {
    await using world = await Emulator.start(options);
    await expect(world.run(app, () => raiseShownBadly.remote())).rejects.toMatchObject({ kind: "thrown" });
  });

  test("a message of millions of lines crosses, its stack without most of them", async () => {
    await using world = await Emulator.start(options);
    const error = await world.run(app, () => raiseLong.remote(5e6)).catch((thrown: unknown) => thrown as Error);
    expect((error as Error).message).toHaveLength(5e6);
    expect((error as Error).stack?.length).toBeLessThan(200_000);
    expect((error as Error).stack).toContain("raiseLong");
  });

  test("texts whose JSON is too long for Node cross, again and again", async () => {
    await using world = await Emulator.start(options);
    const text = "\u0001".repeat(90e6); // six characters each
    await world.run(app, async () => {
      for (let time = 0; time < 2; time++) expect(await lengthOf.remote(text)).toBe(90e6);
    });
  });

  test.each(Object.entries(SPARSE))("a sparse list costs what it holds: %s", async (_name, make) => {
    await using world = await Emulator.start(options);
    const value = (await world.run(app, () => echo.remote(make()))) as unknown[];
    expect(held(value)).toEqual(held(make()));
  });
});

test("sparse lists are keys of their own, and have a size", () => {
  const keys = [...Object.values(SPARSE).map((make) => make()), new Array(LONGEST - 1), [, 1], [, , 1], ["_1;"]].map(
    (value) => keyText(encode(value, "key")),
  );
  expect(new Set(keys).size).toBe(keys.length);
  expect(wireSize(encode(Object.assign([], { [LONGEST - 1]: "last" }), "value"))).toBe(5);
});
