import { describe } from "vitest";
import { App } from "modal-emulator";
import { test } from "modal-emulator/vitest";

const app = new App("world-options");
const stamp = app.function({}, async function stamp() {
  return new Date().toISOString();
});

describe("with options", () => {
  test.override({ worldOptions: { startTime: "2030-05-01T00:00:00Z", coldStartMs: 1500, seed: "s", threads: 0 } });

  test("the fixture's world has them", async ({ world, expect }) => {
    expect(await world.run(app, () => stamp.remote())).toBe("2030-05-01T00:00:01.500Z");
    expect(world.seed).toBe(process.env["MODAL_EMULATOR_SEED"] ?? "s");
  });

  describe("and others within", () => {
    test.override({ worldOptions: { faults: [{ kind: "delay", delayMs: 2000, function: "world-options/stamp" }] } });

    test("those hold there", async ({ world, expect }) => {
      expect(await world.run(app, () => stamp.remote())).toBe("2026-01-01T00:00:02.000Z");
    });
  });
});

describe("elsewhere", () => {
  test("it has none", async ({ world, expect }) => {
    expect(await world.run(app, () => stamp.remote())).toBe("2026-01-01T00:00:00.000Z");
  });
});

test.extend("worldOptions", () => ({ offline: false }))("a fixture may make them", async ({ world, expect }) => {
  expect(await world.run(app, () => stamp.remote())).toBe("2026-01-01T00:00:00.000Z");
});
