import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("frames", import.meta.url));
const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));

test("a failure is shown at the line that failed, whatever stacks containers have logged", { timeout: 60_000 }, () => {
  const source = readFileSync(`${root}/frames.ts`, "utf8").split("\n");
  const [value, matcher] = source.flatMap((line, index) => (line.endsWith("// here") ? [index + 1] : []));
  const env = { ...process.env, CI: "true" };
  const { stdout, stderr } = spawnSync(process.execPath, [vitest, "run", "--root", root], { encoding: "utf8", env });
  const failures = stripVTControlCharacters(stdout + stderr)
    .split(/(?= FAIL )/)
    .slice(1);
  expect(failures).toHaveLength(14);
  for (const failure of failures) {
    const line = failure.includes("> value after") ? value : matcher;
    const [title] = failure.split("\n");
    expect([title, ...(failure.match(/❯ .*/g) ?? [])]).toEqual([
      title,
      expect.stringMatching(new RegExp(`^❯ frames\\.ts:${line}:\\d+$`)),
    ]);
    expect(failure).toMatch(/\n {4}\| +at .*frames\.ts:\d+:\d+/);
  }
});
