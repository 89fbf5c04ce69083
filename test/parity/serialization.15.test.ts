import { describe, expect, onTestFinished, test } from "vitest";
import { serializedSource } from "../../src/api/function-source.js";
import { InvalidError } from "../../src/main.js";
import { expectError } from "./expect-error.js";

/** A function whose source has about this many bytes. */
function functionOf(bytes: number): CallableFunction {
  // eslint-disable-next-line typescript/no-implied-eval -- the point is the size of its source
  return new Function(`/*${"x".repeat(bytes)}*/`);
}

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
    expectError(() => serializedSource("huge", functionOf(16 * 1024 * 1024)), InvalidError, "huge", "16 MiB");
  });
});
