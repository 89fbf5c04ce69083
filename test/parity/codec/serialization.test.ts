// Modal: docs/modal/serialization.md#sizes, docs/modal/function-options.md#mistakes-in-definitions
import { describe, expect, onTestFinished, test } from "vitest";
import { serializedSource } from "../../../src/checks/function-source.js";
import { App, batched, concurrent, enter, exit, InvalidError, method, parameter } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectError, expectRejection } from "../../support/expect-error.js";

const MIB = 1024 * 1024;

/** A function whose source has about this many bytes. */
function functionOf(bytes: number): CallableFunction {
  // eslint-disable-next-line typescript/no-implied-eval -- the point is the size of its source
  return new Function(`/*${"x".repeat(bytes)}*/`);
}

const app = new App("sizes");
const repeat = app.function({}, async function repeat(text: string, times: number) {
  return text.repeat(times);
});
const sizeOf = app.function({}, async function sizeOf(bytes: Uint8Array | string) {
  return bytes.length;
});

describe("what is large enough for a blob", () => {
  test("is recorded, beyond 2 MiB for calls that are waited for and 8 KiB for spawned ones; the value is the same", async () => {
    await using world = await Emulator.start({ threads: 1 });
    const blobs = (): unknown[] =>
      world.events
        .of("blob.created")
        .map(({ content, bytes }) => [content, bytes > 2 * MIB ? "over 2 MiB" : bytes > 8192 ? "over 8 KiB" : bytes]);
    await world.run(app, async () => {
      expect(await sizeOf.remote("x".repeat(MIB))).toBe(MIB);
      expect(await (await sizeOf.spawn("x".repeat(8000))).get()).toBe(8000);
      expect(blobs()).toEqual([]);
      expect(await sizeOf.remote(new Uint8Array(2 * MIB + 1))).toBe(2 * MIB + 1);
      expect(await (await sizeOf.spawn("x".repeat(8200))).get()).toBe(8200);
      expect((await repeat.remote("x", 3 * MIB)).length).toBe(3 * MIB);
      expect((await (await repeat.spawn("x", 9000)).get()).length).toBe(9000);
      expect(await Array.fromAsync(sizeOf.map(["x".repeat(9000), "x".repeat(2 * MIB)]))).toEqual([9000, 2 * MIB]);
    });
    expect(blobs()).toEqual([
      ["args", "over 2 MiB"],
      ["args", "over 8 KiB"],
      ["result", "over 2 MiB"],
      ["result", "over 8 KiB"],
      ["args", "over 2 MiB"],
    ]);
    expect(world.events.of("blob.created")[0]?.input).toBe(world.calls(sizeOf)[2]?.inputs[0]?.inputId);
  });
});

describe("a serialized class", () => {
  test("may be defined anywhere, and has its wrappers, parameters and hooks", async () => {
    for (const threads of [0, 1]) {
      await using world = await Emulator.start({ threads });
      const local = new App("local");
      const Counter = local.cls(
        { serialized: true },
        class Counter {
          from = parameter({ default: 10 });
          #sum = 0;
          load = enter(() => void (this.#sum = this.from));
          add = method(async (x: number): Promise<number> => (x > 2 ? await this.add.remote(x - 1) : (this.#sum += x)));
          items = method(async function* (n: number) {
            for (let i = 0; i < n; i++) yield i;
          });
          close = exit(() => console.log(`closed at ${this.#sum}, ${typeof process.env["MODAL_TASK_ID"]}`));
        },
      );
      const Batching = local.cls(
        { serialized: true },
        concurrent(
          { maxInputs: 2 },
          class Batching {
            double = batched({ maxBatchSize: 2, waitMs: 0 }, async (numbers: number[]) =>
              numbers.map((number) => 2 * number),
            );
          },
        ),
      );
      await world.run(local, async () => {
        expect([await new Counter({ from: 5 }).add.remote(1), await new Counter({ from: 5 }).add.remote(3)]).toEqual([
          6, 7,
        ]);
        expect(await Array.fromAsync(new Counter().items.remoteGen(2))).toEqual([0, 1]);
        expect(await Array.fromAsync(new Batching().double.map([1, 2, 3]))).toEqual([2, 4, 6]);
      });
      expect(Array.from(world.logs, ({ message }) => message).toSorted()).toEqual([
        "closed at 10, string",
        "closed at 6, string",
        "closed at 7, string",
      ]);
    }
  });

  test("has no closure, base class or decorated members", async () => {
    const local = new App("local");
    const add = <C extends new () => object>(Class: C): C => local.cls({ serialized: true }, Class) as unknown as C;
    const outside = 5;
    const Closing = add(
      class Closing {
        read = method(async () => outside);
      },
    );
    await using world = await Emulator.start({ threads: 0 });
    await expectRejection(
      () => world.run(local, () => new Closing().read.remote()),
      ReferenceError,
      "outside is not defined",
    );
    expectError(
      () =>
        add(
          class Derived extends Map<string, string> {
            read = method(async () => 1);
          },
        ),
      InvalidError,
      "Class `Derived` is `serialized` and extends another class",
    );
    class Decorated {
      read(): number {
        return 1;
      }
    }
    method()(Decorated.prototype, "read", Object.getOwnPropertyDescriptor(Decorated.prototype, "read") ?? {});
    expectError(
      () => add(Decorated),
      InvalidError,
      "Class `Decorated` is `serialized`, so decorators of its members stay behind",
    );
  });
});

describe("the source of a serialized function", () => {
  test("of more than 256 KiB is a warning, at less there is none", async () => {
    const warnings: string[] = [];
    const listen = (warning: Error): void => void warnings.push(warning.message);
    process.on("warning", listen);
    onTestFinished(() => void process.off("warning", listen));
    serializedSource("small", functionOf(255 * 1024));
    expect(serializedSource("large", functionOf(300 * 1024))).toContain("xxx");
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([expect.stringMatching(/`large` has 301 KiB of source/)]);
  });

  test("of more than 16 MiB is an InvalidError", () => {
    expect(() => serializedSource("huge", functionOf(16 * MIB))).toThrow(
      expect.objectContaining({ name: "InvalidError", message: "Serialized function `huge` is larger than 16 MiB." }),
    );
  });
});
