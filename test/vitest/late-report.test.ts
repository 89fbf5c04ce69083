import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("late", import.meta.url));
const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));

/** Tests whose time is up, or that fail while something is still under way. */
describe("a test that ends too early says who is at work", () => {
  let failures: readonly string[] = [];

  beforeAll(() => {
    const env = { ...process.env, CI: "true" };
    const { stdout, stderr } = spawnSync(process.execPath, [vitest, "run", "--root", root], { encoding: "utf8", env });
    failures = stripVTControlCharacters(stdout + stderr).split(/(?= FAIL )/);
  }, 60_000);

  test.each([
    [
      "real 0",
      "before the process",
      "`real` in container ta-",
      "is at work",
      "of `real` (running) is in container ta-",
    ],
    [
      "real 1",
      "before the process",
      "`real` in container ta-",
      "is at work",
      "of `real` (running) is in container ta-",
    ],
    ["spin", "before the loop", "`spin` in container ta-", "is at work", "of `spin` (running) is in container ta-"],
    ["mocked 0", "of `caller` (running) waits for input in-", "of `mocked` (running) waits for its mock"],
    ["mocked 1", "of `caller` (running) waits for input in-", "of `mocked` (running) waits for its mock"],
    ["in time", "Test timed out in 5000ms", "of `caller` (running) waits for input in-"],
    ["taker 0", "of `taker` (running) waits for an item on queue `line`"],
    ["taker 1", "of `taker` (running) waits for an item on queue `line`"],
  ])("%s", (name, ...fragments) => {
    const failure = failures.find((text) => text.split("\n", 1)[0]?.endsWith(` > ${name}`));
    for (const fragment of fragments) expect(failure).toContain(fragment);
  });
});
