// Makes the pictures of README.md anew, in a real browser: the report of its example, light and dark.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { CHROMIUM } from "../test/support/chromium.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const SIZE = { width: 1200, height: 440 };

const [, example] = /```ts file=weather\.ts\n([\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
if (example === undefined) throw new Error("README.md has no example weather.ts.");
if (CHROMIUM === undefined) throw new Error("There is no chromium on this machine.");
const folder = mkdtempSync(join(root, ".snippets-pictures-"));
try {
  writeFileSync(join(folder, "weather.ts"), example);
  execFileSync(
    process.execPath,
    [join(root, "dist/cli/bin.js"), "run", "--quiet", "--report", "report.html", "weather.ts"],
    {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await browser.newPage({ viewport: SIZE, colorScheme });
    await page.goto(`file://${join(folder, "report.html")}`);
    await page.locator(".chart").focus();
    await page.keyboard.press("n");
    await page.evaluate("document.activeElement.blur()");
    await page.screenshot({ path: join(root, `docs/images/timeline-${colorScheme}.png`) });
  }
  await browser.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
