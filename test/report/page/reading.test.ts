import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ReportData } from "../../../src/report/model/report-data.js";
import { CHROMIUM, OpenReports, shownPart, spoken, until } from "./open-page.js";
import { failedShop } from "./shop.js";

describe.skipIf(CHROMIUM === undefined)("a report in a browser", () => {
  let reports: OpenReports;
  let data: ReportData;

  beforeAll(async () => {
    reports = await OpenReports.start();
    data = await failedShop();
  });
  afterAll(() => reports?.[Symbol.asyncDispose]());
  afterEach(() => reports.checkQuiet());

  const positionOf = (type: string, which = 0): number =>
    data.events.flatMap((event, position) => (event.type === type ? [position] : []))[which] ?? -1;

  test("says at the top what failed, where, what went wrong in the run, and how to do it again", async () => {
    const page = await reports.open(data);
    expect(await page.title()).toBe("checkout adds up prices · modal-emulator");
    const failure = page.getByRole("region", { name: "What failed" });
    expect(await failure.locator(".message").textContent()).toBe("RangeError: there is no price for ghost");
    expect(await failure.locator(".source .here").textContent()).toContain("throw new RangeError(");
    expect(await failure.locator(".source figcaption").textContent()).toMatch(/^test\/report\/page\/shop\.ts:13$/);
    expect(await failure.locator(".again code").textContent()).toBe("npx vitest run shop.test.ts");
    expect(await failure.locator(".problems li").allInnerTexts()).toEqual([
      "↻ price, attempt 1: FAILURE: RangeError: there is no price for ghost",
      "↻ price, attempt 2: FAILURE: RangeError: there is no price for ghost",
      "✕ price, attempt 3: FAILURE: RangeError: there is no price for ghost",
      "✕ checkout, attempt 1: FAILURE: RangeError: there is no price for ghost",
    ]);
  });

  test("looks first at where the failure comes from", async () => {
    const page = await reports.open(data);
    expect(await spoken(page)).toMatch(/^price, attempt 3: FAILURE/);
    const panel = page.getByRole("complementary", { name: "Details" });
    expect(await panel.locator(".stack").innerText()).toContain("at price (test/report/page/shop.ts:13");
    expect(await panel.locator(".story button[aria-current]").innerText()).toContain("price, attempt 3");
  });

  test("a problem, an id and a line of a stack lead on", async () => {
    const page = await reports.open(data);
    await page.getByRole("button", { name: "checkout, attempt 1" }).first().click();
    expect(await spoken(page)).toMatch(/^checkout, attempt 1/);
    await page.locator(".fields button").first().click();
    expect(await spoken(page)).toMatch(/^Input 0 of checkout/);
    await page.getByRole("button", { name: "price, attempt 3" }).first().click();
    await page.getByRole("button", { name: "What called it" }).click();
    expect(await spoken(page)).toMatch(/^Input 0 of checkout/);
    await page.locator(".failure summary").click();
    await page.locator(".failure .stack button").first().click();
    expect(await page.locator(".failure .source").count()).toBe(2);
  });

  test("keys go from event to event, from lane to lane and from problem to problem, and zoom", async () => {
    const page = await reports.open(data, {}, "#at=0");
    await page.locator(".chart").focus();
    await page.keyboard.press("n");
    expect(await spoken(page)).toMatch(/^price, attempt 1: FAILURE/);
    await page.keyboard.press("n");
    expect(await spoken(page)).toMatch(/^price, attempt 2: FAILURE/);
    await page.keyboard.press("p");
    expect(await spoken(page)).toMatch(/^price, attempt 1: FAILURE/);
    const before = await spoken(page);
    await page.keyboard.press("ArrowRight");
    const after = await spoken(page);
    expect(after).not.toBe(before);
    await page.keyboard.press("ArrowLeft");
    expect(await spoken(page)).toBe(before);
    await page.keyboard.press("ArrowDown");
    expect(await spoken(page)).not.toBe(before);
    await page.keyboard.press("End");
    expect(await spoken(page)).toMatch(/^App "shop" is stopped/);
    expect((await shownPart(page))[1]).toBeCloseTo(100);
    await page.keyboard.press("+");
    expect((await shownPart(page))[1]).toBeCloseTo(70);
    await page.keyboard.press("-");
    await page.keyboard.press("0");
    expect((await shownPart(page))[1]).toBeCloseTo(100);
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("panel");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Help" }).waitFor({ state: "visible" });
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("keys that follow each other within a frame are all heard", async () => {
    const page = await reports.open(data, {}, "#at=0");
    await page.evaluate(`new Promise((resolve) => requestAnimationFrame(async () => {
      for (const key of ["n", "n", "n", "p"]) {
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        for (let turn = 0; turn < 10; turn++) await undefined;
      }
      resolve();
    }))`);
    expect(await spoken(page)).toMatch(/^price, attempt 2: FAILURE/);
  });

  test("keys need no click on the timeline first, and leave those of the browser and of fields alone", async () => {
    const page = await reports.open(data, {}, "#at=0");
    await page.keyboard.press("n");
    expect(await spoken(page)).toMatch(/^price, attempt 1: FAILURE/);
    const before = await spoken(page);
    await page.keyboard.press("ArrowRight");
    expect(await spoken(page)).not.toBe(before);
    await page.getByRole("button", { name: "price, attempt 3" }).first().click();
    await page.keyboard.press("p");
    expect(await spoken(page)).toMatch(/^price, attempt 2: FAILURE/);
    await page.keyboard.press("/");
    await page.keyboard.type("np");
    expect(await spoken(page)).toMatch(/^price, attempt 2: FAILURE/);
    await page.locator(".chart").focus();
    await page.evaluate("addEventListener('keydown', (event) => void (window.wasTaken = event.defaultPrevented))");
    await page.keyboard.press("Control+p");
    expect(await page.evaluate("window.wasTaken")).toBe(false);
    expect(await spoken(page)).toMatch(/^price, attempt 2: FAILURE/);
  });

  test("Escape in the search field shows everything again", async () => {
    const page = await reports.open(data, {}, "#at=0");
    await page.keyboard.press("/");
    await page.keyboard.type("ghost");
    await page.keyboard.press("Enter");
    await page.getByRole("status").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("searchbox").inputValue()).toBe("");
    expect(await page.getByRole("status").count()).toBe(0);
    await page.keyboard.press("Home");
    expect(await spoken(page)).toMatch(/^The world starts/);
  });

  test("search, and filters by function and by call", async () => {
    const page = await reports.open(data, {}, "#at=0");
    await page.keyboard.press("/");
    await page.keyboard.type("looking GHOST");
    expect(await page.getByRole("status").innerText()).toBe("3 found");
    await page.keyboard.press("Enter");
    expect(await spoken(page)).toMatch(/^looking up ghost/);
    const first = await page.evaluate("location.hash");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("location.hash")).not.toBe(first);
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("combobox", { name: "function" }).selectOption("checkout");
    expect(await page.getByRole("status").innerText()).toBe(
      `${data.events.filter((event) => JSON.stringify(event).includes(callOf("checkout"))).length + besides()} found`,
    );
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("button", { name: "price, attempt 3" }).first().click();
    await page.getByRole("button", { name: "Only this call" }).click();
    await page.getByRole("tab", { name: "Logs" }).click();
    const logs = data.events.filter(({ type }) => type === "log");
    const listed = page.getByRole("listbox").getByRole("option").first();
    expect(await listed.getAttribute("aria-setsize")).toBe(String(logs.length - 1)); // all but what checkout has written
  });

  const callOf = (tag: string): string =>
    data.events.flatMap((event) => (event.type === "call.created" && event.function === tag ? [event.call] : []))[0] ??
    "?";
  /** Events of its input and its container that do not name the call. */
  const besides = (): number => {
    const input = data.events.flatMap((event) =>
      event.type === "input.created" && event.call === callOf("checkout") ? [event.input] : [],
    )[0];
    const container = data.events.flatMap((event) =>
      event.type === "attempt.started" && event.input === input ? [event.container] : [],
    )[0];
    return data.events.filter(
      (event) =>
        !JSON.stringify(event).includes(callOf("checkout")) &&
        (("input" in event && event.input === input) || ("container" in event && event.container === container)),
    ).length;
  };

  test("an address leads back to an event, or to a time", async () => {
    const at = positionOf("attempt.started", 2);
    const page = await reports.open(data, {}, `#at=${at}`);
    const said = await spoken(page);
    expect(said).toContain("price starts");
    await page.reload();
    expect(await spoken(page)).toBe(said);
    const time = await reports.open(data, {}, "#at=2026-01-01T00:00:00.800Z");
    expect(await spoken(time)).toContain("2026-01-01 00:00:00.800");
    await time.evaluate("location.hash = '#at=0'");
    await until(time, "document.querySelector('.spoken').textContent.startsWith('The world starts')");
  });

  test("an address that leads nowhere shows what would be shown without it", async () => {
    for (const hash of ["#at=999999", "#at=tomorrow", "#at=", "#at=-1", "#at=2030-01-01", "#at=<b>"]) {
      const page = await reports.open(data, {}, hash);
      expect(await spoken(page), hash).toMatch(/^price, attempt 3/);
      await page.close();
    }
  });

  test("events one after the other, or to scale", async () => {
    const page = await reports.open(data);
    const pressed = (): Promise<string[]> => page.locator('.pair [aria-pressed="true"]').allInnerTexts();
    expect(await pressed()).toEqual(["Time"]);
    await page.getByRole("button", { name: "Events" }).click();
    expect(await pressed()).toEqual(["Events"]);
    expect((await shownPart(page))[1]).toBeCloseTo(100);
  });

  test("the mouse pans, zooms, looks at what it clicks on, and folds lanes", async () => {
    const page = await reports.open(data, {}, "#at=0");
    const chart = page.locator(".chart");
    const box = (await chart.boundingBox()) ?? { x: 0, y: 0 };
    await page.mouse.move(box.x + 400, box.y + 60);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -100);
    await page.keyboard.up("Control");
    const [left, width] = await shownPart(page);
    expect(width).toBeLessThan(65);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 60, { steps: 4 });
    await page.mouse.up();
    expect((await shownPart(page))[0]).toBeGreaterThan(left);
    expect((await shownPart(page))[1]).toBeCloseTo(width);
    await page.mouse.click(box.x + 500, box.y + 26 + 24 + 8);
    expect(await spoken(page)).toMatch(/^checkout is called|^checkout ends|^checkout, attempt/);
    const tall = (): Promise<number> => chart.evaluate(({ scrollHeight }) => scrollHeight);
    const before = await tall();
    for (const y of [30]) await page.mouse.click(box.x + 40, box.y + y);
    await shownPart(page);
    expect(await tall()).toBeLessThanOrEqual(before);
  });

  test("fingers pan and zoom", async () => {
    const page = await reports.open(data, { hasTouch: true, viewport: { width: 390, height: 800 } }, "#at=0");
    await page.locator(".chart").scrollIntoViewIfNeeded();
    const { x, y } = (await page.locator(".chart").boundingBox()) ?? { x: 0, y: 0 };
    const session = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...xs: readonly number[]): Promise<unknown> =>
      session.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: xs.map((each, id) => ({ x: x + each, y: y + 100, id })),
      });
    await touch("touchStart", 180, 240);
    for (const by of [10, 20, 30, 40]) await touch("touchMove", 180 - by, 240 + by);
    await touch("touchEnd");
    const [left, width] = await shownPart(page);
    expect(width).toBeLessThan(70);
    await touch("touchStart", 250);
    for (const by of [20, 40, 60]) await touch("touchMove", 250 - by);
    await touch("touchEnd");
    expect((await shownPart(page))[0]).toBeGreaterThan(left);
  });

  test("fits a phone, in the colours that the system asks for or the other ones", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await reports.open(data, { viewport: { width: 375, height: 800 }, colorScheme });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(375);
      const ground = (): Promise<unknown> => page.evaluate("getComputedStyle(document.body).backgroundColor");
      const first = await ground();
      expect(first).toBe(colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(20, 23, 27)");
      await page.getByRole("button", { name: "Light or dark" }).click();
      expect(await ground()).toBe(colorScheme === "light" ? "rgb(20, 23, 27)" : "rgb(255, 255, 255)");
      await page.close();
    }
  });

  test("the bill, and the logs as a list", async () => {
    const page = await reports.open(data);
    await page.getByRole("tab", { name: "Bill" }).click();
    expect(await page.locator("tbody th").allInnerTexts()).toEqual(["checkout", "price"]);
    expect(await page.getByRole("columnheader").allInnerTexts()).toEqual([
      "function",
      "total",
      "containers",
      "cold starts",
      "first attempts",
      "retries",
      "idle",
    ]);
    await page.getByRole("tab", { name: "Logs" }).click();
    const logs = page.getByRole("listbox", { name: "Logs" });
    expect(await logs.locator(".text").first().innerText()).toMatch(/^looking up/);
    await logs.focus();
    await page.keyboard.press("ArrowDown");
    expect(await logs.getByRole("option", { selected: true }).count()).toBe(1);
  });
});
