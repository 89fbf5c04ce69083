import crypto from "node:crypto";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";

const app = new App("module-names");

const require = createRequire(import.meta.url);
const modules = ["one", "two"];
const global = "a name like any other";
class Date extends globalThis.Date {}

const look = app.function(async function look() {
  const before = performance.now();
  await setTimeout(2000);
  return {
    uuid: crypto.randomUUID(),
    region: process.env["MODAL_IS_REMOTE"],
    elapsed: performance.now() - before,
    os: typeof (require("node:os") as { EOL: string }).EOL,
    modules,
    global,
    now: new Date().toISOString(),
  };
});

describe("the names at the top level of a module", () => {
  for (const threads of [0, 1]) {
    test(`may be those of globals and of anything else, with ${threads} threads`, async () => {
      await using world = await Emulator.start({ threads });
      expect(await world.run(app, () => look.remote())).toEqual({
        uuid: expect.stringMatching(/^[\da-f-]{36}$/) as string,
        region: "1",
        elapsed: 2000,
        os: "string",
        modules: ["one", "two"],
        global: "a name like any other",
        now: "2026-01-01T00:00:02.000Z",
      });
    });
  }
});
