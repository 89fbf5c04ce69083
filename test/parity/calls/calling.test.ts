// Modal: docs/modal/calling.md
import { describe, expect } from "vitest";
import {
  App,
  currentFunctionCallId,
  currentInputId,
  ExecutionError,
  Function_,
  FunctionCall,
  InvalidError,
  isLocal,
  SerializationError,
} from "modal-emulator";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("calling");
const add = app.function({}, async function add(a: number, b = 10) {
  return a + b;
});
const plain = app.function({}, function plain(x: number) {
  return x + 1;
});
const count = app.function({}, async function* count(n: number) {
  for (let i = 0; i < n; i++) yield i;
});
const mutate = app.function({}, async function mutate(list: number[]) {
  list.push(4);
  return list;
});
const aliases = app.function({}, async function aliases(a: object, b: object) {
  return a === b;
});
const whereAmI = app.function({ timeoutMs: 1000, retries: 3 }, function whereAmI() {
  return { local: isLocal(), input: currentInputId(), call: currentFunctionCallId() };
});
const parent = app.function({}, async function parent() {
  return add.remote(1, 1);
});
const spawnInside = app.function({}, async function spawnInside(x: number) {
  const call = await add.spawn(x, x);
  return [call.functionCallId, await call.get()] as const;
});
const nothing = app.function({}, async function nothing() {});
const slow = app.function({}, async function slow(ms: number) {
  await sleep(ms);
  return ms;
});
const returnsFunction = app.function({}, async function returnsFunction() {
  return { deep: [() => 1] };
});

describe("remote", () => {
  test("returns what the function returns, asynchronous or not", async ({ world }) => {
    expect(
      await world.run(app, () => Promise.all([add.remote(1, 2), add.remote(1), plain.remote(1), nothing.remote()])),
    ).toEqual([3, 11, 2, undefined]);
  });

  test("makes one call of one input, without a parent", async ({ world }) => {
    await world.run(app, () => add.remote(1));
    expect(world.events.of("call.created")).toMatchObject([{ function: "add", kind: "remote", parent: null }]);
    expect(world.events.of("input.created")).toMatchObject([{ index: 0 }]);
  });

  test("records the calling input as parent", async ({ world }) => {
    await world.run(app, () => parent.remote());
    const [outer, inner] = world.events.of("call.created");
    expect(inner?.parent).toBe(world.events.of("input.created").find(({ call }) => call === outer?.call)?.input);
  });

  test("of a generator is an InvalidError that suggests remoteGen", async ({ world }) => {
    // @ts-expect-error generators have no remote
    await expectRejection(() => world.run(app, () => count.remote(1)), InvalidError, "count", "generator", "remoteGen");
  });

  test("of a looked-up generator is one, too", async ({ world }) => {
    await world.deploy(app);
    await expectRejection(
      () => world.within(() => Function_.fromName("calling", "count").remote(1)),
      InvalidError,
      "count",
      "generator",
      "remoteGen",
    );
  });

  test("sends nothing when an argument cannot cross", async ({ world }) => {
    await expectRejection(
      () => world.run(app, () => mutate.remote([() => 1] as unknown as number[])),
      SerializationError,
      "args[0][0]",
      "function",
    );
    expect(world.events.of("call.created")).toEqual([]);
  });

  test("rejects with a SerializationError when the result cannot cross", async ({ world }) => {
    await expectRejection(() => world.run(app, () => returnsFunction.remote()), SerializationError, "result.deep[0]");
  });

  test("passes copies, both ways", async ({ world }) => {
    const list = [1, 2, 3];
    const result = await world.run(app, () => mutate.remote(list));
    expect(result).toEqual([1, 2, 3, 4]);
    expect(list).toEqual([1, 2, 3]);
  });

  test("keeps aliases among the arguments of one call", async ({ world }) => {
    const shared = {};
    expect(await world.run(app, () => Promise.all([aliases.remote(shared, shared), aliases.remote({}, {})]))).toEqual([
      true,
      false,
    ]);
  });

  test("leaves no result behind for FunctionCall.get", async ({ world }) => {
    await world.run(app, async () => {
      await add.remote(1);
      const [created] = world.events.of("call.created");
      await expectRejection(() => FunctionCall.fromId(created?.call ?? "").get(), InvalidError, "spawn");
    });
  });
});

describe("a handle", () => {
  test("is not callable", () => {
    // @ts-expect-error call remote or local instead
    expectError(() => add(1), TypeError, "is not a function");
  });
});

describe("remoteGen", () => {
  test("of a function that is no generator is an InvalidError that suggests remote", () => {
    // @ts-expect-error only generators have remoteGen
    expectError(() => add.remoteGen(1), InvalidError, "add", "not a generator", "remote(");
  });

  test("of a looked-up function that is no generator is one at its first iteration", async ({ world }) => {
    await world.deploy(app);
    const items = world.within(() => Function_.fromName<typeof count>("calling", "add").remoteGen(1));
    await expectRejection(() => world.within(() => items.next()), InvalidError, "add", "not a generator");
  });
});

describe("local", () => {
  test("runs the function here, without a world", async () => {
    expect(await add.local(1, 2)).toBe(3);
    expect(plain.local(1)).toBe(2);
  });

  test("has no ids, no container and no events", async ({ world }) => {
    expect(world.within(() => whereAmI.local())).toEqual({ local: true, input: undefined, call: undefined });
    expect(world.events.of("call.created")).toEqual([]);
  });

  test("copies nothing", async () => {
    const list = [1];
    expect(await mutate.local(list)).toBe(list);
  });

  test("of a generator returns the generator", async () => {
    const items: number[] = [];
    for await (const item of count.local(3)) items.push(item);
    expect(items).toEqual([0, 1, 2]);
  });

  test("of a looked-up function is an ExecutionError: there is no source", () => {
    expectError(() => Function_.fromName("calling", "add").local(1), ExecutionError, "add.local", "looked up");
  });
});

describe("spawn", () => {
  test("returns as soon as the call is accepted, and takes no time", async ({ world }) => {
    await world.run(app, async () => {
      const before = world.clock.now();
      const call = await slow.spawn(3_600_000);
      expect(call).toBeInstanceOf(FunctionCall);
      expect(call.functionCallId).toMatch(/^fc-[0-9A-Za-z]{22}$/);
      expect(world.clock.now()).toBe(before);
      expect(world.events.of("input.ended")).toEqual([]);
    });
  });

  test("works inside a function and forms the tree of calls", async ({ world }) => {
    const [callId, sum] = await world.run(app, () => spawnInside.remote(4));
    expect(sum).toBe(8);
    const calls = world.events.of("call.created");
    expect(calls.map(({ kind }) => kind)).toEqual(["remote", "spawn"]);
    expect(calls[1]).toMatchObject({ call: callId, function: "add" });
    expect(calls[1]?.parent).toMatch(/^in-/);
  });

  test("of a generator is an InvalidError", async ({ world }) => {
    await expectRejection(
      // @ts-expect-error generators have no spawn
      () => world.run(app, () => count.spawn(1)),
      InvalidError,
      "Cannot `spawn` a generator",
      "remoteGen",
    );
  });
});

describe("maps of generators", () => {
  test("are InvalidErrors: map, starmap and forEach", async ({ world }) => {
    await world.run(app, async () => {
      // @ts-expect-error generators have no map
      expectError(() => count.map([1]), InvalidError, "generator function", "remoteGen");
      // @ts-expect-error generators have no starmap
      expectError(() => count.starmap([[1]]), InvalidError, "generator function");
      // @ts-expect-error generators have no forEach
      await expectRejection(() => count.forEach([1]), InvalidError, "generator function");
    });
  });

  test("spawnMap is a bare error, not an InvalidError", async ({ world }) => {
    // @ts-expect-error generators have no spawnMap
    await expectRejection(() => world.run(app, () => count.spawnMap([1])), Error, "generator function");
  });

  test("of a looked-up generator are refused by the backend", async ({ world }) => {
    await world.deploy(app);
    const results = world.within(() => Function_.fromName("calling", "count").map([1]));
    await expectRejection(() => world.within(() => Array.fromAsync(results)), InvalidError, "count", "generator");
  });
});
