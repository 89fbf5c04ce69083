import { globSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { isWalk, readPage } from "./page.js";
import { Walk } from "./walk.js";

const ROOT = new URL("../../", import.meta.url);
const LIMIT_MS = 120_000;
const walks = globSync("docs/**/*.md", { cwd: fileURLToPath(ROOT) })
  .map((path) => readPage(ROOT, path.replaceAll("\\", "/")))
  .filter(isWalk);

const fromRoot = (path: string): string => fileURLToPath(new URL(path, ROOT));
const programs = { "modal-emulator": fromRoot("dist/cli/bin.js"), vitest: fromRoot("node_modules/vitest/vitest.mjs") };

/** Inside the repository vitest would take this package for a part of what it tests. */
const VITEST_CONFIG =
  "export default { test: { testTimeout: 30_000, server: { deps: { external: [/\\/dist\\//] } } } };\n";

test("there are walks", () => {
  expect(walks.map(({ path }) => path)).toContain("docs/deploying.md");
});

test.concurrent.each(walks)("$path is true from top to end", { timeout: LIMIT_MS }, async (page) => {
  const folder = new URL(`.snippets/walks/${page.path.replace(/\.md$/, "").replaceAll("/", "-")}/`, ROOT);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(new URL("node_modules/", folder), { recursive: true });
  symlinkSync(fromRoot("."), new URL("node_modules/modal-emulator", folder), "junction");
  await using walk = await Walk.begin({ folder, programs, node: process.execPath });
  walk.write("package.json", '{ "private": true, "type": "module" }\n');
  walk.write("vitest.config.mjs", VITEST_CONFIG);
  await walk.follow(page);
});
