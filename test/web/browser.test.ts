// Modal: docs/modal/web-endpoints.md#requests
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CHROMIUM } from "../support/chromium.js";
import { startServing, type ServeProcess } from "../support/serve-process.js";

if (CHROMIUM === undefined)
  console.error("No chromium on this machine: the tests in a browser do not run. On Debian: apt-get install chromium");

const FOLDER = new URL("../../.snippets/", import.meta.url).pathname;
const PAGE = new URL("page/", import.meta.url).pathname;

describe.skipIf(CHROMIUM === undefined)("a page in a browser", () => {
  let folder: string;
  let serving: ServeProcess;
  let browser: Browser;
  let page: Page;
  /** Of each function, its own port and its address on the common one. */
  let house: readonly [own: string, byHost: string];
  let price: readonly [own: string, byHost: string];

  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    folder = mkdtempSync(`${FOLDER}browser-`);
    cpSync(PAGE, folder, { recursive: true });
    serving = startServing("--threads", "1", `${folder}/app.ts`);
    house = await addressesOf("house");
    price = await addressesOf("price");
    browser = await chromium.launch({ executablePath: CHROMIUM ?? "", args: ["--no-sandbox"] });
  });

  afterAll(async () => {
    await browser?.close();
    const code = await serving?.stop();
    rmSync(folder, { recursive: true, force: true });
    expect(code).toBe(0);
  });

  beforeEach(async () => {
    page = await browser.newPage();
    const errors: Error[] = [];
    page.on("pageerror", (error) => errors.push(error));
    return async () => {
      await page.close();
      expect(errors).toEqual([]);
    };
  });

  async function addressesOf(tag: string): Promise<readonly [own: string, byHost: string]> {
    const [, own = "", byHost = ""] = await serving.until(new RegExp(`  ${tag}  (http://\\S+)  (http://\\S+)`));
    return [own, byHost];
  }

  /** Waits until an element of the page shows this text. */
  async function shows(selector: string, text: string): Promise<void> {
    await page.locator(selector, { hasText: text }).waitFor();
    expect(await page.locator(selector).textContent()).toBe(text);
  }

  /** Waits until a list of the page has these entries and no others. */
  async function lists(selector: string, ...entries: string[]): Promise<void> {
    await page.locator(`${selector} > li:nth-child(${entries.length})`).waitFor();
    expect(await page.locator(`${selector} > li`).allTextContents()).toEqual(entries);
  }

  describe.each([
    ["on the port of its function", () => house[0]],
    ["by the name of its host", () => house[1]],
  ])("%s", (_, url) => {
    beforeEach(async () => {
      await page.goto(url());
      await shows("h1", "Good morning");
    });

    test("sends a form, with the cookie that came with the page", async () => {
      await page.fill("input[name=count]", "2");
      await page.click("button");
      await shows("#ordered", "2 of green tea & mint, for Ann");
    });

    test("gets JSON by fetch", async () => {
      await page.evaluate("askPrices()");
      await shows("#prices", "tea 3, Ann");
    });

    test("shows events of the server as they come", async () => {
      await page.evaluate("followSteps()");
      await lists("#steps", "boils");
      await page.evaluate("next()");
      await lists("#steps", "boils", "brews");
      await page.evaluate("next()");
      await lists("#steps", "boils", "brews", "ready");
    });

    test("talks over a WebSocket, and ends it", async () => {
      await page.evaluate("talk('oolong', 'assam')");
      const said = ["oolong", "assam"].map((tea) => `one ${tea}, please wait`);
      await lists("#talk", "what would you like?", ...said, "closed 1000");
    });

    test("uploads a file", async () => {
      const buffer = Buffer.alloc(3_000_000, 7);
      await page.setInputFiles("#file", { name: "leaves.bin", mimeType: "application/octet-stream", buffer });
      await shows("#leaves", JSON.stringify({ name: "leaves.bin", size: 3_000_000, sum: 21_000_000 }));
    });

    test("asks an endpoint of another origin, after a preflight", async () => {
      for (const address of price) {
        await page.evaluate(`askPrice(${JSON.stringify(address)})`);
        await shows("#price", JSON.stringify({ body: { item: "tea" }, total: 6 }));
        await page.evaluate("show('price', '')");
      }
    });
  });

  test("of another origin gets nothing of a server that has not opened itself to it", async () => {
    await page.goto(house[0]);
    const asked = page.evaluate(`fetch(${JSON.stringify(`${house[1]}/prices`)}).then(() => "answered", String)`);
    expect(await asked).toBe("TypeError: Failed to fetch");
  });

  test("shows the new text after a change of a file, at the same address", async () => {
    await page.goto(house[1]);
    await shows("h1", "Good morning");
    writeFileSync(`${folder}/greeting.ts`, 'export const greeting = "Good evening";\n');
    await serving.until(/✓ Reloaded\./);
    expect(await addressesOf("house")).toEqual(house);
    await page.reload();
    await shows("h1", "Good evening");
  });
});
