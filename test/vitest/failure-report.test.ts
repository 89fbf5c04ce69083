import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("failing", import.meta.url));
const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));

describe("a failing test", () => {
  let output = "";

  beforeAll(() => {
    const env = { ...process.env, MODAL_EMULATOR_SEED: "7", CI: "true" };
    const run = spawnSync(process.execPath, [vitest, "run", "--root", root], { encoding: "utf8", env });
    output = stripVTControlCharacters(run.stdout + run.stderr);
  }, 60_000);

  test("fails for its own reason", () => {
    expect(output).toContain("AssertionError: expected 1 to be 2");
    expect(output).toContain("RangeError: two is too much");
  });

  test("shows the seed, the containers' logs with their virtual time, and how to run it again alike", () => {
    expect(output).toContain("modal-emulator: seed 7, ");
    expect(output).toContain("2026-01-01T00:00:00.000Z   step 1 at 2026-01-01T00:00:00.000Z");
    expect(output).toContain("2026-01-01T00:00:01.000Z   step 2 at 2026-01-01T00:00:01.000Z");
    expect(output).toContain(
      "Run it again alike: MODAL_EMULATOR_SEED=7 npx vitest run test/vitest/failing/failing.ts -t 'fails in a container$'",
    );
  });

  test("tells of a fault that had nothing to hit, if nothing else is wrong", () => {
    expect(output).toContain(
      'InvalidError: Something was set up for nothing:\n  world.faults.crash(step, {"calls":2})',
    );
    expect(output).toContain("expected 1 to be 5");
    expect(output).not.toContain('{"calls":4}');
  });

  test("points at the user's own line in the container", () => {
    expect(output).toMatch(/❯ step failing\.ts:8:\d+/);
  });

  test("says what a matcher found instead, and that a test has no world", () => {
    expect(output).toContain(
      'toHaveRun: this test has no world. Use `test` of "modal-emulator/vitest", and take `world` from its context, or say',
    );
    expect(output).toContain(
      "expected `step` to have been retried after [1000,1000] ms, but it was once, after [1000] ms",
    );
  });
});
