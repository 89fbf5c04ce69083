import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const readme = readFileSync(new URL("README.md", ROOT), "utf8");
const { scripts } = JSON.parse(readFileSync(new URL("package.json", ROOT), "utf8")) as {
  scripts: Record<string, string>;
};

test("the commands for a clone stand before the example, and do what they say", () => {
  const commands = Array.from(
    readme.slice(0, readme.indexOf("## Example")).matchAll(/`npm ci && ([^`]+)`/g),
    ([, command]) => command,
  );
  expect(commands).toEqual([expect.stringMatching(/^npx modal-emulator run fixtures\//), "npm test"]);
  expect(scripts).toMatchObject({ prepare: "npm run build -- --clean", pretest: "npm run build", test: "vitest run" });
  const [file = ""] = commands[0]?.split(" ").slice(3) ?? [];
  const bin = fileURLToPath(new URL("dist/cli/bin.js", ROOT));
  const run = spawnSync(process.execPath, [bin, "run", file], { cwd: fileURLToPath(ROOT), encoding: "utf8" });
  expect(run.status, run.stderr).toBe(0);
  expect(run.stdout).not.toBe("");
});

test("the number of rows of the parity table is that of its page", () => {
  const parity = readFileSync(new URL("docs/parity.md", ROOT), "utf8");
  const all = Array.from(parity.matchAll(/^\| \*\*[^|]*\|.*\*\*(\d+)\*\* \|$/gm), ([, count]) => Number(count));
  expect(all.length).toBeGreaterThan(3);
  const [, said] = /\[the parity table\]\(docs\/parity\.md\), (\d+) in all/.exec(readme) ?? [];
  expect(Number(said)).toBe(all.reduce((sum, count) => sum + count));
});
