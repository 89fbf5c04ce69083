import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { sitePath } from "../../site/pages.ts";
import { CHROMIUM } from "../support/chromium.js";
import { servePlainly, type PlainServer } from "../support/plain-server.js";
import { BuiltSite } from "./built-site.js";
import { CODE_CONTRAST } from "./code-contrast.js";

if (CHROMIUM === undefined)
  console.error("No chromium on this machine: the site is not looked at. On Debian: apt-get install chromium");

const LIMIT_MS = 240_000; // two cores that others use, too
let site: BuiltSite;

beforeAll(async () => {
  site = await BuiltSite.build();
}, LIMIT_MS);

/** Addresses of the pages of `docs`. */
const guides = globSync("docs/**/*.md").map(
  (path) => `/${sitePath(path.replaceAll("\\", "/")).replace(/md$/, "html")}`,
);

describe("the built pages", () => {
  test("are those of docs, with a reference", () => {
    expect(guides.filter((page) => !site.pages.includes(page))).toEqual([]);
    for (const name of ["classes/Sandbox", "functions/batched", "interfaces/FunctionOptions", "vitest/index"])
      expect(site.pages).toContain(`/reference/modal-emulator/${name}.html`);
  });

  test("lead to pages, and headings, that are there", { timeout: LIMIT_MS }, () => {
    const broken = site.pages.flatMap((page) =>
      linksOf(page)
        .filter((link) => link.origin === "http://site" && !site.has(link.pathname, link.hash))
        .map(({ pathname, hash }) => `${page}: ${pathname}${hash}`),
    );
    expect(broken).toEqual([]);
  });

  test("have each page of docs in their sidebar", () => {
    const listed = new Set(linksOf("/quickstart.html").map(({ pathname }) => pathname));
    expect(guides.filter((page) => !listed.has(page.replace(/\/index\.html$/, "/")))).toEqual([]);
  });

  test("have titles of their own, and one first heading", () => {
    const titles = guides.map((page) => /<title>(.*?)<\/title>/.exec(site.textOf(page))?.[1]);
    expect(new Set(titles).size).toBe(guides.length);
    expect(guides.filter((page) => site.textOf(page).split("<h1").length !== 2)).toEqual([]);
  });

  test("load nothing from another host", { timeout: LIMIT_MS }, () => {
    const loading =
      /<(?:link|script|img|iframe|source|video|audio|embed|object)\b[^>]*(?:src|href|data)="(?:https?:)?\/\/[^"]*/g;
    const importing = /@import\b[^;]*|url\(["']?(?:https?:)?\/\/[^)]*|\bimport\(["'`]https?:[^)]*/g;
    const assets = globSync("assets/**/*.{css,js}", { cwd: site.folder });
    const foreign = [
      ...site.pages.flatMap((page) => site.textOf(page).match(loading) ?? []),
      ...assets.flatMap((path) => readFileSync(join(site.folder, path), "utf8").match(importing) ?? []),
    ];
    expect(foreign).toEqual([]);
    expect(assets.length).toBeGreaterThan(100);
  });
});

describe.skipIf(CHROMIUM === undefined)("in a browser", () => {
  const PHONE = { viewport: { width: 375, height: 800 }, colorScheme: "dark" } as const;
  const DESKTOP = { viewport: { width: 1280, height: 900 }, colorScheme: "light" } as const;
  let server: PlainServer;
  let origin: string;
  let browser: Browser;

  beforeAll(async () => {
    server = await servePlainly(site.answer);
    origin = `http://127.0.0.1:${server.port}`;
    browser = await chromium.launch({ executablePath: CHROMIUM ?? "", args: ["--no-sandbox"] });
    return async () => {
      await browser.close();
      await server[Symbol.asyncDispose]();
    };
  });

  /** Looks at pages one after the other; what they ask other hosts for, and errors of their code, fail the test. */
  async function visit(how: BrowserContextOptions, pages: readonly string[], look: (page: Page) => Promise<void>) {
    await using context = await browser.newContext(how);
    const wrong: string[] = [];
    context.on("request", (request) => {
      if (!request.url().startsWith(origin)) wrong.push(request.url());
    });
    context.on("weberror", (error) => wrong.push(error.error().message));
    const page = await context.newPage();
    for (const path of pages) {
      await page.goto(`${origin}${path}`, { waitUntil: "load" });
      await page.waitForFunction("document.querySelector('#app').__vue_app__ !== undefined"); // it hears keys and clicks
      await look(page);
    }
    expect(wrong).toEqual([]);
  }

  /** Of each kind one, and the widest. */
  const samples = [
    "/",
    "/quickstart.html",
    "/coming-from-python.html",
    "/parity.html",
    "/command-line.html",
    "/modal/",
  ];
  const top = [
    ...guides.filter((page) => page.lastIndexOf("/") === 0 && !samples.includes(page)),
    ...samples,
    "/changelog.html",
    "/reference/",
    "/reference/modal-emulator/",
    "/reference/modal-emulator/classes/Sandbox.html",
    "/reference/modal-emulator/interfaces/FunctionOptions.html",
    "/recipes/agent-sandbox.html",
    "/errors/SandboxTimeoutError.html",
  ];

  test.each([
    { on: "a phone, dark", how: PHONE, pages: top },
    { on: "a desktop, light", how: DESKTOP, pages: samples },
  ])("pages fit on $on, and their code can be read", { timeout: LIMIT_MS }, async ({ how, pages }) => {
    let least = Number.POSITIVE_INFINITY;
    await visit(how, pages, async (page) => {
      const width = await page.evaluate("document.documentElement.scrollWidth");
      expect(width, page.url()).toBe(how.viewport.width);
      const contrast = Number(await page.evaluate(CODE_CONTRAST));
      expect(contrast, page.url()).toBeGreaterThanOrEqual(4.5);
      least = Math.min(least, contrast);
    });
    expect(least).toBeLessThan(10); // code has been seen: comments are fainter than that
  });

  test("the search finds guides, names and errors", { timeout: LIMIT_MS }, async () => {
    await visit(DESKTOP, ["/quickstart.html"], async (page) => {
      await page.keyboard.press("Control+k");
      for (const [text, path] of [
        ["retries", "/testing-retries.html"],
        ["Cron", "/reference/modal-emulator/classes/Cron.html"],
        ["SandboxTimeoutError", "/errors/SandboxTimeoutError.html"],
      ] as const) {
        await page.fill("input[type=search]", text);
        await page.locator(`.results a[href^="${path}"]`).first().waitFor();
      }
      await page.keyboard.press("Enter");
      await page.waitForURL(/SandboxTimeoutError/);
    });
  });

  test("the menu of a phone leads on", { timeout: LIMIT_MS }, async () => {
    await visit(PHONE, ["/quickstart.html"], async (page) => {
      await page.locator(".VPLocalNav .menu").click();
      await page.locator(".VPSidebar a[href='/sandboxes.html']").click();
      await page.locator("h1", { hasText: "Sandboxes" }).waitFor();
    });
  });
});

/** Where the links of a page lead, the site being at `http://site`. */
function linksOf(page: string): URL[] {
  const found = site.textOf(page).matchAll(/<a\b[^>]*?\shref="([^"]*)"/g);
  return Array.from(found, ([, link = ""]) => new URL(link.replaceAll("&amp;", "&"), `http://site${page}`));
}
