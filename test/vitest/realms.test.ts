import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("realms", import.meta.url));
const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));

test.each(["forks", "threads", "vmThreads", "vmForks"])(
  "values and errors come out in the realm of the test, with --pool=%s",
  { timeout: 60_000 },
  (pool) => {
    const run = spawnSync(process.execPath, [vitest, "run", "--root", root, "--testTimeout=30000", `--pool=${pool}`], {
      encoding: "utf8",
      env: { ...process.env, CI: "true" },
    });
    const output = stripVTControlCharacters(run.stdout + run.stderr);
    expect(output).toMatch(/Tests\s+2 passed/);
  },
);
