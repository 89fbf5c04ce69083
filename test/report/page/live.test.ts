import { chromium } from "playwright-core";
import { Emulator } from "modal-emulator/emulator";
import { describe, expect, test } from "vitest";
import { app, priceOf } from "../apps/shop.js";
import { CHROMIUM, shownPart, until } from "./open-page.js";

describe.skipIf(CHROMIUM === undefined)("a world that goes on, in a browser", () => {
  test("its page shows what is new by itself, and says when the world is gone", async () => {
    await using world = await Emulator.start({ threads: 1 });
    await world.deploy(app);
    const server = await world.serve({ report: true });
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? "", args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      await page.goto(`${server.url}/_modal`);
      await page.waitForSelector(".chart canvas");
      const facts = page.locator(".facts");
      expect(await page.locator("h1").innerText()).toMatch(/^shop\s*live$/);
      expect(await facts.innerText()).toContain(`${world.events.length} events · 0 calls`);
      for (const [index, calls] of ["1 call", "2 calls"].entries()) {
        await world.within(() => priceOf.remote(index + 1));
        await until(
          page,
          `document.querySelector(".facts").innerText.includes("${world.events.length} events · ${calls} ·")`,
        );
      }
      const [left, width] = await shownPart(page);
      expect(left).toBeCloseTo(0);
      expect(width).toBeCloseTo(100);
      expect(errors).toEqual([]);
      await server[Symbol.asyncDispose]();
      await until(page, 'document.body.innerText.includes("The server does not answer any more")');
      expect(await facts.innerText()).toContain("2 calls");
    } finally {
      await browser.close();
    }
  });

  test("its page goes on with the next world at its address", async () => {
    await using old = await Emulator.start({ threads: 1 });
    await old.deploy(app);
    for (const item of [1, 2, 3]) await old.within(() => priceOf.remote(item));
    const server = await old.serve({ report: true });
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? "", args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage();
      await page.goto(`${server.url}/_modal`);
      await page.waitForSelector(".chart canvas");
      const { port } = server;
      await server[Symbol.asyncDispose]();
      await until(page, 'document.body.innerText.includes("The server does not answer any more")');
      await using world = await Emulator.start({ threads: 1 });
      await world.deploy(app);
      for (const item of [1, 2, 3, 4, 5]) await world.within(() => priceOf.remote(item));
      await using _server = await world.serve({ report: true, port });
      await until(
        page,
        `document.querySelector(".facts").innerText.includes("${world.events.length} events · 5 calls ·")`,
      );
      expect(await page.locator("body").innerText()).not.toContain("does not answer");
    } finally {
      await browser.close();
    }
  });
});
