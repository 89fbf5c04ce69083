import type { WorldEvent } from "modal-emulator/emulator";
import { expect, test } from "vitest";
import { empty, START } from "./empty-report.js";
import { CHROMIUM, OpenReports, spoken } from "./open-page.js";

const INPUTS = 25_000;
const CONTAINERS = 20;

/** What a map of so many inputs leaves, in a world without a seed. */
function mapEvents(): WorldEvent[] {
  const events: WorldEvent[] = [];
  let at = START;
  const add = (fields: object): void => void events.push({ seq: events.length, at, ...fields } as WorldEvent);
  add({ type: "call.created", call: "fc-1", function: "tick", kind: "map", parent: null });
  for (let each = 0; each < CONTAINERS; each++)
    add({ type: "container.created", container: `ta-${each}`, function: "tick", reason: "queued" });
  for (let each = 0; each < INPUTS; each++) {
    const [input, container] = [`in-${each}`, `ta-${each % CONTAINERS}`];
    add({ type: "input.created", input, call: "fc-1", index: each });
    add({ type: "attempt.started", input, attempt: 1, container });
    at += 50;
    if (each % 997 === 0) add({ type: "log", container, input, stream: "stderr", text: `odd ${each}` });
    add({ type: "attempt.ended", input, attempt: 1, status: "SUCCESS" });
    add({ type: "input.ended", input, status: "SUCCESS" });
  }
  return events;
}

test.skipIf(CHROMIUM === undefined)("100,000 events: lists hold only what is in sight, and all is found", async () => {
  const events = mapEvents();
  expect(events.length).toBeGreaterThan(100_000);
  await using reports = await OpenReports.start();
  const page = await reports.open({ ...empty, events, now: events.at(-1)?.at ?? START });
  await page.getByRole("tab", { name: "Events" }).click();
  const rows = page.getByRole("listbox").getByRole("option");
  await rows.first().waitFor();
  expect(await rows.count()).toBeLessThan(100);
  expect(await rows.first().getAttribute("aria-setsize")).toBe(String(events.length));
  await page.getByRole("listbox").evaluate((list) => (list.scrollTop = list.scrollHeight));
  await page.locator(`[aria-posinset="${events.length}"]`).waitFor();
  await page.getByRole("searchbox").fill("odd 19940");
  await page.getByText("1 found").waitFor();
  await page.getByRole("searchbox").press("Enter");
  expect(await spoken(page)).toMatch(/^odd 19940/);
  reports.checkQuiet();
});
