import type { ReportData } from "../model/report-data.js";

/** Reads what `packReport` has written: base64 of gzip of JSON. */
export async function readPacked(text: string): Promise<ReportData> {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(stream).json()) as ReportData;
}
