import { isReportData } from "../model/check-report-data.js";
import type { ReportData } from "../model/report-data.js";

/** Reads what `packReport` has written: base64 of gzip of JSON. @throws TypeError for what is something else */
export async function readPacked(text: string): Promise<ReportData> {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const data: unknown = await new Response(stream).json();
  if (typeof data !== "object" || data === null || !isReportData(data)) throw new TypeError("its data is damaged");
  return data;
}
