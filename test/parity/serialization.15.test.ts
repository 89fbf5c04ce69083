import { describe, expect, onTestFinished, test } from "vitest";
import { serializedSource } from "../../src/api/function-source.js";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

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

describe("what is large enough for a blob (15.3, 21.80)", () => {
  test("is recorded, beyond 2 MiB for calls that are waited for and 8 KiB for spawned ones; the value is the same", async () => {
    await using world = await Emulator.start({ threads: 1 });
    const blobs = (): unknown[] => world.events.of("blob.created").map(({ content, bytes }) => [content, bytes > 2 * MIB ? "over 2 MiB" : bytes > 8192 ? "over 8 KiB" : bytes]);
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
    expect(blobs()).toEqual([["args", "over 2 MiB"], ["args", "over 8 KiB"], ["result", "over 2 MiB"], ["result", "over 8 KiB"], ["args", "over 2 MiB"]]);
    expect(world.events.of("blob.created")[0]?.input).toBe(world.calls(sizeOf)[2]?.inputs[0]?.inputId);
  });
});

describe("the source of a serialized function (21.80)", () => {
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
    expect(() => serializedSource("huge", functionOf(16 * MIB))).toThrow(expect.objectContaining({ name: "InvalidError", message: "Serialized function `huge` is larger than 16 MiB." }));
  });
});
