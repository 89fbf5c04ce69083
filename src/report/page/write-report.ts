import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { packageRoot } from "../../checks/package-files.js";
import type { ReportData } from "../model/report-data.js";
import { packReport } from "./pack-report.js";

let template: Promise<string> | undefined;

/** The page without data, as it was built. */
export function reportTemplate(): Promise<string> {
  return (template ??= readFile(new URL("dist/report/page.html", packageRoot), "utf8"));
}

/** Writes a report into one file, and makes the folders that it is in. */
export async function writeReport(file: string, data: ReportData): Promise<void> {
  await writeWhole(file, packReport(await reportTemplate(), data));
}

/** Writes a file that nobody sees half of. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const part = `${file}.part`;
  await writeFile(part, text);
  await rename(part, file);
}
