import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import type * as vitest from "vitest";

declare const { describe, expect, test }: Pick<typeof vitest, "describe" | "expect" | "test">;

const app = new App("own-app");
const twice = app.function(async function twice(n: number): Promise<number> {
  return 2 * n;
});

describe("a test file that defines its app", () => {
  for (const threads of [0, 1]) {
    test(`with ${threads} threads`, async () => {
      await using world = await Emulator.start({ threads });
      expect(await world.run(app, () => twice.remote(2))).toBe(4);
      expect(() => app.function(async function nested() {})).toThrow("Function `nested` is defined inside another function");
    });
  }
});
