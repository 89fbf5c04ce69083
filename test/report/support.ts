import { mkdtempSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Emulator, type EmulatorOptions, type ReportOptions } from "modal-emulator/emulator";
import { REPORT_FORMAT, type ReportData } from "../../src/report/model/report-data.js";
import { unpackReport } from "../../src/report/page/pack-report.js";
import { app, shop } from "./apps/shop.js";

/** A folder of its own, which is removed after the run. */
export function folder(): string {
  return mkdtempSync(join(tmpdir(), "report-"));
}

/** What a report holds. */
export async function readBack(file: string): Promise<ReportData> {
  const data = unpackReport(await readFile(file, "utf8"));
  if (typeof data === "string") throw new Error(data);
  return data;
}

export interface Written {
  readonly data: ReportData;
  readonly file: string;
}

/** Writes a report of a world as it is now. */
export async function written(world: Emulator, about: ReportOptions = {}): Promise<Written> {
  const file = join(folder(), "report.html");
  await world.report(file, about);
  return { data: await readBack(file), file };
}

/** The report of a world, after something has happened in it. */
export async function reportOf(
  options: EmulatorOptions,
  body: (world: Emulator) => Promise<unknown>,
  about: ReportOptions = {},
): Promise<Written> {
  await using world = await Emulator.start({ threads: 1, offline: true, ...options });
  await body(world);
  return await written(world, about);
}

/** A day of a shop: nested calls, retries, failures, a schedule, a request, a sandbox. */
export async function day(world: Emulator): Promise<void> {
  await world.run(app, async () => {
    await shop();
    await world.fetch("/");
    await world.clock.advance(86_400_000);
  });
}

/** A log that has lost its beginning, in the middle of a call. */
export const CUT: EmulatorOptions = { events: { keep: 40 } };

/** More days than such a log keeps. */
export async function days(world: Emulator): Promise<void> {
  for (let index = 0; index < 11; index++) await day(world);
}

/** A report of nothing. */
export const EMPTY: ReportData = {
  format: REPORT_FORMAT,
  title: "a world without apps",
  version: "0.0.0",
  seed: "0",
  now: 1000,
  dropped: 0,
  failure: null,
  apps: {},
  functions: {},
  containers: {},
  calls: {},
  stacks: {},
  bill: null,
  sources: {},
  events: [],
};
