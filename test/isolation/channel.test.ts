import { MessageChannel, Worker } from "node:worker_threads";
import { build } from "esbuild";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Channel } from "../../src/emulator/lanes/wire/channel.js";
import { textOf } from "../../src/emulator/lanes/wire/text-of.js";

const { outputFiles } = await build({
  entryPoints: [new URL("parts/echo.ts", import.meta.url).pathname],
  bundle: true,
  platform: "node",
  write: false,
});
const echo = outputFiles[0]?.text ?? "";

const shared = { twice: 1 };
const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

/** Some go through the box, some only through the port. */
const messages = fc.constantFrom<readonly unknown[]>(
  [1, "input", [true, null, "ä\u{1F600}\uD800"]],
  [{ deep: { object: [1.5, -1] } }],
  [undefined],
  [-0, Number.NaN, 1n],
  [Object.assign(["b"], { index: 1 })],
  [shared, shared],
  [cyclic],
  [new Map([[1, new Date(5)]])],
  [JSON.parse('{"__proto__": 1}')],
  ["x".repeat(100_000)],
  ["ä".repeat(5000)],
  Array.from({ length: 1000 }, (_, index) => index),
);

test.each([0, 0.01, 1000])(
  "whatever is said arrives as it is, in order, when the other end holds its thread for %d ms",
  async (patienceMs) => {
    const { port1, port2 } = new MessageChannel();
    const memory = Channel.memory();
    const worker = new Worker(echo, {
      eval: true,
      workerData: { port: port2, memory, patienceMs },
      transferList: [port2],
    });
    let heard: PromiseWithResolvers<unknown> = Promise.withResolvers();
    const channel = new Channel<unknown, unknown>(
      port1,
      memory,
      "host",
      (message) => heard.resolve(message),
      (error) => heard.reject(error),
    );
    const step = fc.record({ message: messages, holdMs: fc.constantFrom(undefined, 0, 0.01, 10) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        for (const { message, holdMs } of steps) {
          heard = Promise.withResolvers();
          if (holdMs !== undefined) channel.expect();
          channel.send(message);
          if (holdMs !== undefined) channel.block(holdMs);
          expect(await heard.promise).toStrictEqual(message);
        }
      }),
      { numRuns: 50 },
    );
    channel.close();
    await worker.terminate();
  },
);

test("only what comes out as it went in is made a text", () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withNullPrototype: true,
        withSparseArray: true,
        withTypedArray: true,
        withBoxedValues: true,
      }),
      (value) => {
        const text = textOf(value);
        if (text !== undefined) expect(JSON.parse(text)).toStrictEqual(value);
      },
    ),
    { numRuns: 2000 },
  );
  expect(textOf(/b/.exec("abc"))).toBeUndefined();
  expect(textOf([1, { a: ["b"] }])).toBe('[1,{"a":["b"]}]');
});
