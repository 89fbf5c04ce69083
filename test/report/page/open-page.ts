import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { expect } from "vitest";
import type { ReportData } from "../../../src/report/model/report-data.js";
import { packReport } from "../../../src/report/page/pack-report.js";
import { CHROMIUM } from "../../support/chromium.js";
import { newFolder } from "../model/report-of.js";

export { CHROMIUM };

const template = (): string => readFileSync(new URL("../../../dist/report/page.html", import.meta.url), "utf8");

/** A report as one opens it in a browser, from its file. */
export class OpenReports implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #folder = newFolder();
  /** Errors of the pages, and what they asked the network for. */
  readonly troubles: string[] = [];
  #files = 0;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(): Promise<OpenReports> {
    return new OpenReports(await chromium.launch({ executablePath: CHROMIUM ?? "", args: ["--no-sandbox"] }));
  }

  /** @param hash what follows the address, such as `#at=3` */
  async open(data: ReportData, options: BrowserContextOptions = {}, hash = ""): Promise<Page> {
    const page = await this.#browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
    page.on("pageerror", (error) => this.troubles.push(String(error)));
    page.on("console", (message) => message.type() === "error" && this.troubles.push(message.text()));
    page.on("dialog", (dialog) => this.troubles.push(`a dialog: ${dialog.message()}`));
    page.on("request", (request) => request.url().startsWith("file:") || this.troubles.push(request.url()));
    const file = join(this.#folder, `${this.#files++}.html`);
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(file, packReport(template(), data));
    await page.goto(`file://${file}${hash}`);
    await page.waitForSelector(".chart canvas");
    return page;
  }

  /** To be called after each test. */
  checkQuiet(): void {
    expect(this.troubles.splice(0)).toEqual([]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/** What the chart says aloud. */
export const spoken = (page: Page): Promise<string | null> => page.locator(".spoken").textContent();

/** The part of the whole that is shown, in percent: where it begins, and how wide it is. */
export async function shownPart(page: Page): Promise<readonly [left: number, width: number]> {
  await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
  const style = (await page.locator(".pane").getAttribute("style")) ?? "";
  const percent = (name: string): number => Number(new RegExp(`${name}: ([-\\d.e]+)%`).exec(style)?.[1]);
  return [percent("left"), percent("width")];
}

/** Resolves when something holds in a page. Its own rules forbid what the browser's driver would do for that. */
export async function until(page: Page, condition: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => (${condition} ? resolve() : requestAnimationFrame(look));
    look();
  })`);
}
