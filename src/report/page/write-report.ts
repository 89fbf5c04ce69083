import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { packageRoot } from "../../checks/package-files.js";
import type { ReportData } from "../model/report-data.js";
import { packReport } from "./pack-report.js";

const TEMPLATE = new URL("dist/report/page.html", packageRoot);

let template: Promise<string> | undefined;

/** The page without data, as it was built. */
export function reportTemplate(): Promise<string> {
  return (template ??= readFile(TEMPLATE, "utf8"));
}

/** Writes a report into one file, and makes the folders that it is in. */
export async function writeReport(file: string, data: ReportData): Promise<void> {
  await writeWhole(file, packReport(await reportTemplate(), data));
}

/** The same at once, where nothing can be waited for any more. */
export function writeReportNow(file: string, data: ReportData): void {
  const text = packReport(readFileSync(TEMPLATE, "utf8"), data);
  mkdirSync(dirname(file), { recursive: true });
  const part = partOf(file);
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
}

/** Writes a file that nobody sees half of. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const part = partOf(file);
  try {
    await writeFile(part, text);
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}

let parts = 0;

/** A name beside a file which nobody else writes, of this process or of others. */
function partOf(file: string): string {
  return `${file}.${process.pid}-${parts++}.part`;
}
