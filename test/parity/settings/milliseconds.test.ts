// Only here: Modal's own options are in seconds
import { App, InvalidError, Retries } from "modal-emulator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expectError } from "../../support/expect-error.js";

const app = new App("milliseconds");

describe("few milliseconds where seconds are usual", () => {
  let warnings: string[] = [];
  const hear = (warning: Error): void => void warnings.push(warning.message);

  beforeEach(() => {
    warnings = [];
    process.on("warning", hear);
  });
  afterEach(() => void process.off("warning", hear));

  /** Warnings are emitted in the next tick. */
  const heard = async (): Promise<string[]> => {
    await new Promise((resolve) => setImmediate(resolve));
    return warnings.filter((text) => text.includes("in milliseconds"));
  };

  test("of a retry's delay are told of once, with the function's name", async () => {
    for (let time = 0; time < 2; time++)
      app.function(
        { isolation: "inline", name: "hasty0", retries: new Retries({ initialDelayMs: 5 }) },
        () => undefined,
      );
    expect(await heard()).toEqual([
      'Function "hasty0": option "initialDelayMs" is 5, in milliseconds. If seconds are meant: 5 seconds are 5000.',
    ]);
  });

  test("of a window too, of functions and classes", async () => {
    app.function({ isolation: "inline", name: "idle", scaledownWindowMs: 60 }, () => undefined);
    app.cls(
      { isolation: "inline", scaledownWindowMs: 1, retries: new Retries({ initialDelayMs: 30 }) },
      class Brief {},
    );
    expect(await heard()).toEqual([
      'Function "idle": option "scaledownWindowMs" is 60, in milliseconds. If seconds are meant: 60 seconds are 60000.',
      'Class "Brief": option "scaledownWindowMs" is 1, in milliseconds. If seconds are meant: 1 second is 1000.',
      'Class "Brief": option "initialDelayMs" is 30, in milliseconds. If seconds are meant: 30 seconds are 30000.',
    ]);
  });

  test("are no matter where they may be meant", async () => {
    app.function(
      { isolation: "inline", name: "at-once", retries: new Retries({ initialDelayMs: 0 }) },
      () => undefined,
    );
    app.function({ isolation: "inline", name: "soon", retries: new Retries({ initialDelayMs: 500 }) }, () => undefined);
    app.function({ isolation: "inline", name: "usual", retries: 3, scaledownWindowMs: 2000 }, () => undefined);
    expect(await heard()).toEqual([]);
  });

  test.each([
    ["timeoutMs", () => app.function({ timeoutMs: 300 }, function f() {}), "300 seconds are 300000"],
    ["startupTimeoutMs", () => app.function({ startupTimeoutMs: 1 }, function f() {}), "1 second is 1000"],
    ["maxDelayMs", () => new Retries({ maxDelayMs: 30 }), "30 seconds are 30000"],
  ])("for %s are refused, and it is said what they are in milliseconds", (name, make, hint) => {
    expectError(make, InvalidError, `"${name}"`, hint);
  });
});
