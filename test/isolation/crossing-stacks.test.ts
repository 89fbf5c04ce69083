import { App, batched, Dict, Queue } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("crossing-stacks");

function nested(): Error {
  return new TypeError("outer", { cause: new AggregateError([new RangeError("one"), new Error("two")], "both") });
}

const thrown = app.function({}, async function thrown() {
  throw nested();
});
const returned = app.function({}, async function returned() {
  return nested();
});
const inLists = app.function({}, async function inLists() {
  return { errors: [nested()], byName: new Map([["a", nested()]]), settled: await Promise.allSettled([fails()]) };
});
async function fails(): Promise<void> {
  throw nested();
}
const yielded = app.function({}, async function* yielded() {
  yield nested();
});
const inBatch = app.function(
  {},
  batched({ maxBatchSize: 2 }, async function inBatch(n: number[]) {
    return n.map(() => nested());
  }),
);
const stored = app.function({}, async function stored() {
  await Dict.fromName<Error>("errors", { createIfMissing: true }).put("e", nested());
  await Queue.fromName<Error>("errors", { createIfMissing: true }).put(nested());
});
const echo = app.function({}, async function echo(error: Error) {
  return error;
});
const passesOn = app.function({}, async function passesOn() {
  return echo.remote(nested());
});
const mocked = app.function({}, async function mocked(): Promise<Error> {
  throw new Error("not here");
});

/** Every error in a value. */
function errorsIn(value: unknown, found = new Set<Error>()): Set<Error> {
  if (value instanceof Error) {
    found.add(value);
    errorsIn(value.cause, found);
    errorsIn(Reflect.get(value, "errors"), found);
  } else if (value instanceof Map) for (const part of value.values()) errorsIn(part, found);
  else if (typeof value === "object" && value !== null) for (const part of Object.values(value)) errorsIn(part, found);
  return found;
}

describe.each([0, 1])("on %i threads, errors that cross show the user's frames only", (threads) => {
  test.each<[string, (world: Emulator) => unknown]>([
    ["thrown", () => thrown.remote().catch((error: unknown) => error)],
    ["returned", () => returned.remote()],
    ["in lists, maps and settled promises", () => inLists.remote()],
    ["yielded", async () => Array.fromAsync(yielded.remoteGen())],
    ["of a batch", () => Array.fromAsync(inBatch.map([1, 2]))],
    ["of a map", () => Array.fromAsync(echo.map([nested(), nested()]))],
    ["of a spawned call", async () => (await returned.spawn()).get()],
    ["as arguments, from the host and back", () => echo.remote(nested())],
    ["as arguments, from a container", () => passesOn.remote()],
    [
      "in a Dict and a Queue",
      async () => {
        await stored.remote();
        return [await Dict.fromName("errors").get("e"), await Queue.fromName("errors").get()];
      },
    ],
    [
      "from a mock",
      (world) => {
        world.mock(mocked, () => nested());
        return mocked.remote();
      },
    ],
    [
      "thrown by a mock",
      (world) => {
        world.mock(mocked, () => Promise.reject(nested()));
        return mocked.remote().catch((error: unknown) => error);
      },
    ],
  ])("%s", async (_, make) => {
    await using world = await Emulator.start({ threads });
    const errors = errorsIn(await world.run(app, () => make(world)));
    expect(errors.size).toBeGreaterThanOrEqual(4);
    for (const { stack = "" } of errors) {
      const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
      expect(frames[0], stack).toMatch(/crossing-stacks\.test\.ts:\d+:\d+/);
      const others = frames.filter((line) => !/\/node_modules\/|at \[function|\(<anonymous>\)$/.test(line));
      for (const frame of others) expect(frame).toContain("/test/isolation/crossing-stacks.test.ts:");
    }
  });
});
