// Modal: docs/modal/context-ids-and-logs.md#context
import { describe, expect } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import { App, batched, currentFunctionCallId, currentInput, currentInputId, isLocal, Retries } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";

const app = new App("context");
const importedLocally = isLocal();

const ids = app.function({}, async function ids() {
  const before = [currentInputId(), currentFunctionCallId()];
  await sleep(10);
  await Promise.resolve();
  const inTimer = await new Promise((resolve) =>
    setTimeout(() => resolve([currentInputId(), currentFunctionCallId()]), 10),
  );
  const inImmediate = await new Promise((resolve) =>
    setImmediate(() => resolve([currentInputId(), currentFunctionCallId()])),
  );
  return [before, [currentInputId(), currentFunctionCallId()], inTimer, inImmediate];
});
const local = app.function({}, async function local() {
  return { now: isLocal(), atImport: importedLocally };
});
const nestedLocal = app.function({}, async function nestedLocal() {
  return [currentInputId(), await idsHere.local()];
});
const idsHere = app.function({}, async function idsHere() {
  return currentInputId();
});
const own = app.function({ retries: new Retries({ maxRetries: 1, initialDelay: 1 }) }, async function own() {
  await sleep(10);
  const { inputId, functionCallId, attempt, signal } = currentInput() ?? {};
  if (attempt === 1) throw new Error("once more");
  return {
    inputId,
    functionCallId,
    attempt,
    aborted: signal?.aborted,
    isLast: await ownHere.local(),
    isSame: signal === currentInput()?.signal,
  };
});
const ownHere = app.function({}, async function ownHere() {
  return currentInput()?.inputId === currentInputId();
});
const ownInline = app.function({ isolation: "inline" }, async function ownInline(ms: number) {
  await sleep(ms);
  return currentInput()?.inputId;
});
const ownBatch = app.function(
  { maxContainers: 1 },
  batched({ maxBatchSize: 2, waitMs: 10 }, async function ownBatch(numbers: number[]) {
    await sleep(10);
    return numbers.map(() => currentInput()?.inputId);
  }),
);
const generator = app.function({}, async function* generator() {
  yield currentInputId();
  await sleep(10);
  yield currentInputId();
});
const print = app.function({}, async function print(name: string, ms: number) {
  console.log(`${name} begins`);
  await sleep(ms);
  console.log(`${name} ends`);
});
const everyStream = app.function({}, async function everyStream() {
  console.log("log %s %d", "a", 1);
  console.info("info");
  console.debug("debug");
  console.warn("warn");
  console.error("error");
  console.log({ deep: { value: [1, 2] } });
  process.stdout.write("one ");
  process.stdout.write("line\nand half of another");
  process.stderr.write("raw error\n");
});
const printsAtImport = app.function({ name: "printsAtImport" }, () => 1);
console.log("evaluated");
const manyLines = app.function({ name: "manyLines" }, () => console.log("first\nsecond"));
const time = app.function({}, async function time() {
  console.time("work");
  await sleep(1500);
  console.timeEnd("work");
});

describe("isLocal", () => {
  test("is true here, false in a container, already while the module is evaluated", async ({ world }) => {
    expect([isLocal(), importedLocally]).toEqual([true, true]);
    expect(await local.local()).toEqual({ now: true, atImport: true });
    expect(await world.run(app, () => local.remote())).toEqual({ now: false, atImport: false });
    expect(await world.run(app, () => isLocal())).toBe(true);
  });
});

describe("currentInputId and currentFunctionCallId", () => {
  test("are undefined outside of containers", async ({ world }) => {
    expect([currentInputId(), currentFunctionCallId()]).toEqual([undefined, undefined]);
    expect(await world.run(app, () => currentInputId())).toBeUndefined();
  });

  for (const threads of [0, 1]) {
    test(`follow the input across awaits, timers and immediates (threads: ${threads})`, async () => {
      await using world = await Emulator.start({ threads });
      const seen = await world.run(app, () => Promise.all([ids.remote(), ids.remote(), ids.remote()]));
      const expected = world.events
        .of("input.created")
        .map(({ input, call }) => Array.from({ length: 4 }, () => [input, call]));
      expect(new Set(seen.map((pairs) => JSON.stringify(pairs)))).toEqual(
        new Set(expected.map((pairs) => JSON.stringify(pairs))),
      );
      expect(expected[0]?.[0]?.[0]).toMatch(/^in-[0-9A-Za-z]{22}$/);
    });
  }

  test("are those of the caller in a local call inside a container", async ({ world }) => {
    const [outer, inner] = await world.run(app, () => nestedLocal.remote());
    expect(inner).toBe(outer);
    expect(inner).toMatch(/^in-/);
  });

  test("hold in generators", async ({ world }) => {
    const [first, second] = await world.run(app, () => Array.fromAsync(generator.remoteGen()));
    expect(first).toMatch(/^in-/);
    expect(second).toBe(first);
  });
});

describe("currentInput", () => {
  test("says which input and attempt the code belongs to, across awaits and local calls", async ({ world }) => {
    const seen = await world.run(app, () => own.remote());
    const [created] = world.events.of("input.created");
    expect(seen).toEqual({
      inputId: created?.input,
      functionCallId: created?.call,
      attempt: 2,
      aborted: false,
      isLast: true,
      isSame: true,
    });
  });

  test("is that of each of several inline inputs, and undefined outside of containers and in mocks", async ({
    world,
  }) => {
    expect(currentInput()).toBeUndefined();
    const seen = await world.run(app, () => Promise.all([ownInline.remote(20), ownInline.remote(10)]));
    const inputs = world.events.of("input.created").map(({ input }) => input);
    expect([...seen].toSorted()).toEqual(inputs.toSorted());
    world.mock(ownInline, () => currentInput()?.inputId);
    expect(await world.run(app, () => currentInput())).toBeUndefined();
    expect(await world.run(app, () => ownInline.remote(1))).toBeUndefined();
  });

  // Modal: docs/modal/batching-concurrency-clusters.md#batches
  test("is the first input of a batch for all of it", async ({ world }) => {
    const seen = await world.run(app, () => Array.fromAsync(ownBatch.map([1, 2])));
    const [first] = world.events.of("input.created");
    expect(seen).toEqual([first?.input, first?.input]);
  });
});

// Modal: docs/modal/context-ids-and-logs.md#output
describe("output", () => {
  for (const threads of [0, 1]) {
    test(`of concurrent inputs is kept apart by input (threads: ${threads})`, async () => {
      await using world = await Emulator.start({ threads });
      await world.run(app, () => print.forEach(["a", "b", "c"], [300, 100, 200]));
      const inputs = world.events.of("input.created").map(({ input }) => input);
      for (const [index, name] of ["a", "b", "c"].entries()) {
        const own = [...world.logs].filter(({ inputId }) => inputId === inputs[index]);
        expect(own.map(({ message }) => message)).toEqual([`${name} begins`, `${name} ends`]);
      }
      expect([...world.logs].filter(({ message }) => message.endsWith("ends")).map(({ message }) => message)).toEqual([
        "b ends",
        "c ends",
        "a ends",
      ]);
    });
  }

  test("keeps stdout and stderr apart, in order", async ({ world }) => {
    await world.run(app, () => everyStream.remote());
    const of = (wanted: string): string[] =>
      [...world.logs]
        .filter(({ source, inputId }) => source === wanted && inputId !== null)
        .map(({ message }) => message);
    expect(of("stdout")).toEqual([
      "log a 1",
      "info",
      "debug",
      "{ deep: { value: [ 1, 2 ] } }",
      "one line",
      "and half of another",
    ]);
    expect(of("stderr")).toEqual(["warn", "error", "raw error"]);
  });

  test("carries container and virtual time", async ({ world }) => {
    await world.run(app, () => print.remote("a", 1000));
    const [begins, ends] = [...world.logs].filter(({ inputId }) => inputId !== null);
    const [container] = world.containers(print);
    const [call] = world.events.of("call.created");
    expect(ends).toEqual({
      message: "a ends",
      timestamp: new Date("2026-01-01T00:00:01Z"),
      source: "stdout",
      objectId: world.events.of("app.started")[0]?.app,
      contextIds: [expect.stringMatching(/^fu-/), call?.call, begins?.inputId, container?.containerId],
      containerId: container?.containerId,
      inputId: begins?.inputId,
    });
  });

  test("of the module's evaluation belongs to no input", async ({ world }) => {
    await world.run(app, () => printsAtImport.remote());
    expect([...world.logs]).toMatchObject([{ message: "evaluated", inputId: null }]);
  });

  test("of one call of console.log is one entry, whatever its lines", async ({ world }) => {
    await world.run(app, () => manyLines.remote());
    expect([...world.logs].map(({ message }) => message)).toContain("first\nsecond");
  });

  test("can be listened to", async ({ world }) => {
    const heard: string[] = [];
    const stop = world.logs.subscribe(({ message }) => heard.push(message));
    await world.run(app, () => print.remote("a", 1));
    stop();
    await world.run(app, () => print.remote("b", 1));
    expect(heard).toEqual(["evaluated", "a begins", "a ends"]);
  });

  test("measures virtual time", async ({ world }) => {
    await world.run(app, () => time.remote());
    expect([...world.logs].map(({ message }) => message)).toContain("work: 1500ms");
  });
});
