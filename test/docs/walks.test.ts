import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { isWalk, readPage } from "./page.js";
import { Walk } from "./walk.js";

const ROOT = new URL("../../", import.meta.url);
const LIMIT_MS = 120_000;
const walks = globSync("docs/**/*.md", { cwd: fileURLToPath(ROOT) })
  .map((path) => readPage(ROOT, path.replaceAll("\\", "/")))
  .filter(isWalk);

test("there are walks", () => {
  expect(walks.map(({ path }) => path)).toContain("docs/deploying.md");
});

test.concurrent.each(walks)("$path is true from top to end", { timeout: LIMIT_MS }, async ({ path, blocks }) => {
  await using walk = await Walk.begin(path.replace(/\.md$/, "").replaceAll("/", "-"));
  for (const { language, file, text, line } of blocks) {
    if (language !== "console" && file !== undefined) walk.write(file, text);
    else if (language === "console")
      await walk.type(text).catch((error: unknown) => {
        throw new Error(`${path}:${line}: ${String(error)}`, { cause: error });
      });
  }
});
