import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Emulator } from "modal-emulator/emulator";
import { chromium, type Page } from "playwright-core";
import { CHROMIUM } from "../test/support/chromium.ts";
import { medianMs, milliseconds, type Row } from "./measure.ts";
import { app, tick } from "./report-app.ts";

const INPUTS = 20_000;
const SECONDS = 3;
const ROUNDS = 5;

/** A report of 100,000 events: how long it takes to write and to open, how large it is, how fluid it is in a real browser. */
export async function reportRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  try {
    const file = join(folder, "report.html");
    await using world = await Emulator.start({ threads: 1 });
    await world.run(app, () => tick.forEach(Array.from({ length: INPUTS }, (_, index) => index)));
    const written = await medianMs(ROUNDS, () => world.report(file));
    const size = `${(statSync(file).size / 1e6).toFixed(1)} MB`;
    const events = world.events.length.toLocaleString("en-US");
    const writing: Row = {
      what: `\`world.report\` of ${events} events`,
      ours: milliseconds(written),
      peer: "",
      note: `a file of ${size}`,
    };
    return [writing, ...(CHROMIUM === undefined ? [] : await browserRows(CHROMIUM, `file://${file}`))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function browserRows(executablePath: string, address: string): Promise<Row[]> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const open = await medianMs(ROUNDS, async () => {
      const opened = await browser.newPage();
      await opened.goto(address);
      await opened.waitForSelector(".chart canvas");
      await opened.close();
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto("about:blank");
    const bare = await framesASecond(page, "() => {}");
    await page.goto(address);
    await page.waitForSelector(".chart canvas");
    const moves = {
      "panning all of it": wheel("deltaX: frame % 60 < 30 ? 40 : -40"),
      zooming: wheel("ctrlKey: true, deltaY: frame % 100 < 50 ? -20 : 20"),
      scrolling: "(frame) => { document.querySelector('.chart').scrollTop += frame % 60 < 30 ? 30 : -30; }",
    };
    const rows: Row[] = [];
    for (const [what, move] of Object.entries(moves)) {
      const frames = await framesASecond(page, move);
      rows.push({
        what: `${what} in Chromium`,
        ours: `${frames.toFixed(1)} frames/s`,
        peer: `${bare.toFixed(1)} frames/s`,
        note: "peer: an empty page",
      });
    }
    return [{ what: "opening it in Chromium", ours: milliseconds(open), peer: "", note: "until it is drawn" }, ...rows];
  } finally {
    await browser.close();
  }
}

/** What turns the wheel over the chart, as text of a function of the number of the frame. */
function wheel(how: string): string {
  return `(frame) => {
    const chart = document.querySelector(".chart");
    const { left, top } = chart.getBoundingClientRect();
    const at = { clientX: left + 600, clientY: top + 200, bubbles: true, cancelable: true };
    chart.dispatchEvent(new WheelEvent("wheel", { ...at, ${how} }));
  }`;
}

/** The median of several measurements, in each of which `move` is called before every frame. */
async function framesASecond(page: Page, move: string): Promise<number> {
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    found.push(
      await page.evaluate<number>(`new Promise((resolve) => {
        const move = ${move};
        const begun = performance.now();
        let frames = 0;
        const step = () => {
          move(frames++);
          const passed = performance.now() - begun;
          if (passed < ${SECONDS * 1000}) requestAnimationFrame(step);
          else resolve((frames / passed) * 1000);
        };
        requestAnimationFrame(step);
      })`),
    );
  return found.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}
