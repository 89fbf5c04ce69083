import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { packageRoot } from "../../checks/package-files.js";
import type { ReportData } from "../model/report-data.js";
import { packReport } from "./pack-report.js";
import { writeWhole, writeWholeNow } from "../../files/write-whole.js";

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
  writeWholeNow(file, packReport(readFileSync(TEMPLATE, "utf8"), data));
}
