import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { probeAll } from "./probe.ts";

const app = new App("own-app");
const twice = app.function(async function twice(n: number): Promise<number> {
  return 2 * n;
});

test("every feature", { timeout: 60_000 }, ({ task }) => probeAll(`vitest ${task.file.projectName}`));

describe("a test file that defines its app", () => {
  for (const threads of [0, 1]) {
    test(`with ${threads} threads`, async () => {
      await using world = await Emulator.start({ threads });
      expect(await world.run(app, () => twice.remote(2))).toBe(4);
      expect(() => app.function(async function nested() {})).toThrow("Function `nested` is defined inside another function");
    });
  }
});
