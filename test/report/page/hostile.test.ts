import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { WorldEvent } from "modal-emulator/emulator";
import type { ReportData } from "../../../src/report/model/report-data.js";
import { CHROMIUM, OpenReports, shownPart, spoken, until } from "./open-page.js";
import { empty, START } from "./empty-report.js";
import { failedShop } from "./shop.js";

const MARKUP = `</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2"><b>&amp;"'`;
const RIGHT_TO_LEFT = "\u202Eשלום\u2067 عربي";
const DAY_MS = 86_400_000;

/** Fields whose words the page goes by. */
const WORDS: ReadonlySet<string> = new Set(["type", "kind", "status", "stream", "way", "content"]);

/** All texts of a report with something added, also names of fields that are ids. */
function everyText(value: unknown, add: string, field = ""): unknown {
  if (typeof value === "string") return WORDS.has(field) ? value : `${value}${add}`;
  if (Array.isArray(value)) return value.map((each) => everyText(each, add));
  if (typeof value !== "object" || value === null) return value;
  const isTable = /^(?:apps|functions|containers|calls|stacks|sources)$/.test(field);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [isTable ? `${name}${add}` : name, everyText(each, add, name)]),
  );
}

describe.skipIf(CHROMIUM === undefined)("a report with unusual content", () => {
  let reports: OpenReports;
  beforeAll(async () => {
    reports = await OpenReports.start();
  });
  afterAll(() => reports?.[Symbol.asyncDispose]());
  afterEach(() => reports.checkQuiet());

  test.each([
    ["markup", MARKUP],
    ["right-to-left text", RIGHT_TO_LEFT],
    ["line ends and control characters", "\n\r\t\0\u2028\u001B[31m"],
    ["emoji and lone surrogates", "👩‍👩‍👧 \uD800"],
  ])("%s in every field is text", async (_name, text) => {
    const page = await reports.open(everyText(await failedShop(), text) as ReportData);
    for (const tab of ["Event", "Problems", "Events", "Logs", "Bill"])
      await page.getByRole("tab", { name: tab, exact: tab === "Event" }).click();
    await page.getByRole("tab", { name: "Events" }).click();
    await page.locator(".chart").focus();
    for (const key of ["Home", "ArrowDown", "ArrowDown", "ArrowRight", "n", "n", "n"]) await page.keyboard.press(key);
    expect(await page.evaluate("[window.hacked, document.images.length, document.scripts.length]")).toEqual([
      undefined,
      0,
      2,
    ]);
    const message = await page.locator(".message").textContent();
    expect(message?.toWellFormed()).toContain(text.toWellFormed());
  });

  test("a name of another direction changes nothing of what stands beside it", async () => {
    const page = await reports.open(everyText(await failedShop(), RIGHT_TO_LEFT) as ReportData);
    const loose = await page.evaluate(`[...document.querySelectorAll("button, h1, h2, td, th, figcaption")]
      .filter((each) => /[\u0590-\u06FF]/.test(each.textContent) && !each.querySelector("bdi"))
      .map((each) => each.outerHTML.slice(0, 80))`);
    expect(loose).toEqual([]);
  });

  test("a report without events says so", async () => {
    const page = await reports.open(empty);
    expect(await page.locator(".empty").innerText()).toBe("Nothing happened.");
    await page.locator(".chart").focus();
    for (const key of ["ArrowRight", "ArrowDown", "n", "+", "0", "End", "Home", "Enter"])
      await page.keyboard.press(key);
    for (const tab of ["Problems", "Events", "Logs", "Bill"])
      await page.getByRole("tab", { name: tab, exact: tab === "Event" }).click();
  });

  test("a report whose first events were dropped says so, and shows what is left", async () => {
    const whole = await failedShop();
    const cut = Math.floor(whole.events.length / 2);
    const page = await reports.open({ ...whole, dropped: cut, events: whole.events.slice(cut), bill: null });
    expect(await page.locator(".notice").innerText()).toContain(`The first ${cut} events of this world were not kept`);
    await page.getByRole("tab", { name: "Bill" }).click();
    expect(await page.getByRole("tabpanel").innerText()).toContain("There is no bill");
    expect(await spoken(page)).toMatch(/attempt 3: FAILURE/);
  });

  test("10,000 containers: their lanes are scrolled to the last one", async () => {
    const events: WorldEvent[] = [];
    const containers: Record<string, { target: string; tag: string; app: string }> = {};
    for (let index = 0; index < 10_000; index++) {
      const container = `ta-${index}`;
      containers[container] = { target: "fu-1", tag: "wide", app: "ap-1" };
      events.push({
        seq: index,
        at: START,
        type: "container.created",
        container,
        function: "wide",
        reason: "asked for",
      });
    }
    const page = await reports.open({ ...empty, containers, events }, {}, "#at=9999");
    await until(page, "document.querySelector('.chart').scrollTop > 200_000");
    expect(await spoken(page)).toMatch(/^A container for wide is created/);
  });

  test("a clock that went a year, and one moment of it", async () => {
    const data = await failedShop();
    const last = data.events.at(-1);
    if (!last) throw new Error("There are no events.");
    const later = { ...last, at: last.at + 365 * DAY_MS, seq: last.seq + 1 };
    const page = await reports.open({ ...data, now: later.at, events: [...data.events, later] });
    await page.getByRole("button", { name: "Time" }).click();
    await page.locator(".chart").focus();
    await page.keyboard.press("0");
    for (let times = 0; times < 40; times++) await page.keyboard.press("+");
    const [, width] = await shownPart(page);
    expect(width).toBeGreaterThan(0);
    expect(width).toBeLessThan(0.001);
    expect(await spoken(page)).toMatch(/^price, attempt 3/);
  });

  test("a clock that went as far as dates do", async () => {
    const data = await failedShop();
    const last = data.events.at(-1);
    if (!last) throw new Error("There are no events.");
    const far = { ...last, at: 8.64e15, seq: last.seq + 1 };
    const page = await reports.open({ ...data, now: far.at, events: [...data.events, far] });
    await page.getByRole("button", { name: "Time" }).click();
    await page.locator(".chart").focus();
    for (const key of ["0", "-", "End", "+", "+", "ArrowLeft", "0", "d", "d"]) await page.keyboard.press(key);
    expect(await spoken(page)).not.toBe("");
  });

  test("a file that is damaged says so", async () => {
    const page = await reports.open(empty);
    await page.setContent(
      (await page.content()).replace(
        /(id="report-data" type="text\/plain">)[^<]*/,
        (_, start: string) => `${start}abc`,
      ),
    );
    expect(await page.locator(".notice").innerText()).toContain("This report cannot be read");
  });
});
