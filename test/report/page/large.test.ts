import { setTimeout as sleep } from "node:timers/promises";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";
import { reportOf } from "../model/report-of.js";
import { CHROMIUM, OpenReports, spoken } from "./open-page.js";

const app = new App("large", { module: import.meta.url });

export const tick = app.function({ maxContainers: 20 }, async function tick(index: number): Promise<number> {
  await sleep(50 + ((index * 7919) % 400));
  if (index % 997 === 0) console.error("odd", index);
  return index;
});

test.skipIf(CHROMIUM === undefined)("100,000 events: lists hold only what is in sight, and all is found", async () => {
  await using world = await Emulator.start({ threads: 0 });
  await world.run(app, () => tick.forEach(Array.from({ length: 20_000 }, (_, index) => index)));
  const data = await reportOf(world);
  expect(data.events.length).toBeGreaterThan(100_000);
  await using reports = await OpenReports.start();
  const page = await reports.open(data);
  await page.getByRole("tab", { name: "Events" }).click();
  const rows = page.getByRole("listbox").getByRole("option");
  await rows.first().waitFor();
  expect(await rows.count()).toBeLessThan(100);
  expect(await rows.first().getAttribute("aria-setsize")).toBe(String(data.events.length));
  await page.getByRole("listbox").evaluate((list) => (list.scrollTop = list.scrollHeight));
  await page.locator(`[aria-posinset="${data.events.length}"]`).waitFor();
  await page.getByRole("searchbox").fill("odd 19940");
  await page.getByText("1 found").waitFor();
  await page.getByRole("searchbox").press("Enter");
  expect(await spoken(page)).toMatch(/^odd 19940/);
  reports.checkQuiet();
});
