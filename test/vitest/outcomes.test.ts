import { App, InvalidError, Period } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError } from "../support/expect-error.js";

const app = new App("outcomes");
const backUp = app.function({ schedule: new Period({ hours: 1 }) }, async function backUp() {
  throw new RangeError("the disk is full");
});
const order = app.function({ retries: 1 }, async function order(id: string, fails = false) {
  if (fails) throw new TypeError(`no such order: ${id}`);
  return { id, at: new Date(0), items: new Map([["tea", 2]]) };
});
const slow = app.function({ timeoutMs: 1000 }, async function slow(): Promise<void> {
  await new Promise(() => undefined);
});
const large = app.function({}, async function large() {
  return new Uint8Array(100_000);
});
const count = app.function({}, async function* count() {
  yield 1;
});
const never = app.function({}, async function never() {});

function failure(body: () => void): string {
  try {
    body();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

test("a scheduled function that always fails has run, and has not succeeded", async ({ world, expect }) => {
  await world.deploy(app);
  await world.clock.advance({ hours: 3 });
  expect(backUp).toHaveRun({ times: 3 });
  expect(backUp).not.toHaveSucceeded();
  expect(backUp).toHaveFailed({ times: 3, message: "disk is full" });
  expect(backUp).toHaveFailed({ message: /^RangeError: the disk/ });
  expect(failure(() => expect(backUp).toHaveSucceeded())).toMatch(
    /^expected `backUp` to have succeeded, but it never has\n {2}in-\w+ FAILURE: RangeError: the disk is full/,
  );
  expect(failure(() => expect(backUp).toHaveFailed({ times: 1 }))).toContain(
    "expected `backUp` to have failed once, but it has failed 3 times",
  );
  expect(failure(() => expect(backUp).toHaveFailed({ message: "net" }))).toContain("failed with 'net'");
  expect(failure(() => expect(backUp).toHaveResult(1))).toContain(
    "expected `backUp` to have returned 1, but it has returned nothing\n  in-",
  );
});

test("results and errors stand in world.calls, copies each time", async ({ world, expect }) => {
  await world.run(app, async () => {
    await order.remote("A1");
    await order.remote("A2", true).catch(() => undefined);
    await slow.remote().catch(() => undefined);
    await Array.fromAsync(order.map(["A3", "A4"]));
    const spawned = await order.spawn("A5");
    await spawned.get();
    await Array.fromAsync(count.remoteGen());
  });
  expect(order).toHaveSucceeded({ times: 4 });
  expect(order).toHaveFailed({ times: 1 });
  expect(slow).toHaveFailed({ message: "hit its timeout of" });
  expect(order).toHaveResult({ id: "A3", at: new Date(0), items: new Map([["tea", 2]]) });
  expect(order).toHaveResult(expect.objectContaining({ id: "A5" }));
  expect(order).not.toHaveResult({ id: "A2" });
  const [first, second] = world.calls(order);
  const { result } = first?.inputs[0] ?? {};
  expect(result).toEqual({ id: "A1", at: new Date(0), items: new Map([["tea", 2]]) });
  expect(first?.inputs[0]?.result).not.toBe(result);
  expect(first?.inputs[0]).toMatchObject({ status: "SUCCESS", hasResult: true, error: undefined });
  expect(second?.inputs[0]?.error).toBeInstanceOf(TypeError);
  expect(second?.inputs[0]).toMatchObject({ attempts: 2, status: "FAILURE", hasResult: false, result: undefined });
  expect(failure(() => expect(never).toHaveResult(1))).toBe(
    "expected `never` to have returned 1, but it has returned nothing",
  );
});

test("of results with large buffers it is said that they are not kept", async ({ world, expect }) => {
  await world.run(app, () => large.remote());
  expect(large).toHaveSucceeded();
  expect(world.calls(large)[0]?.inputs[0]).toMatchObject({ hasResult: false, result: undefined });
  expect(failure(() => expect(large).toHaveResult(expect.anything()))).toContain("64 KiB or more, which are not kept");
  expectError(() => expect(large).toHaveFailed({ mesage: "x" } as never), InvalidError, '"message"');
  expectError(() => expect(large).toHaveFailed({ message: 3 as never }), InvalidError, "a text or a RegExp");
});
