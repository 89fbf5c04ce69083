import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator, ReportOptions } from "modal-emulator/emulator";
import type { ReportData } from "../../../src/report/model/report-data.js";
import { unpackReport } from "../../../src/report/page/pack-report.js";

/** A folder that is gone after the tests. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "report-"));
}

/** What a report of a world holds, as it is read from its file. */
export async function reportOf(world: Emulator, options?: ReportOptions): Promise<ReportData> {
  const file = join(newFolder(), "report.html");
  await world.report(file, options);
  const data = unpackReport(readFileSync(file, "utf8"));
  if (typeof data === "string") throw new Error(data);
  return data;
}
