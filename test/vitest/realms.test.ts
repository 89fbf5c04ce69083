import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { POOLS } from "./realms/pools.js";

const root = fileURLToPath(new URL("realms", import.meta.url));
const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));

test("values and errors come out in the realm of the test, in every pool", { timeout: 60_000 }, () => {
  const run = spawnSync(process.execPath, [vitest, "run", "--root", root], {
    encoding: "utf8",
    env: { ...process.env, CI: "true" },
  });
  const output = stripVTControlCharacters(run.stdout + run.stderr);
  for (const pool of POOLS) expect(output).toMatch(new RegExp(`✓ \\W*${pool}\\W+realms\\.ts \\(2 tests\\)`));
});
