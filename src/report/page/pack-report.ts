import { constants } from "node:buffer";
import { gzipSync, gunzipSync } from "node:zlib";
import { REPORT_FORMAT, type ReportData } from "../model/report-data.js";
import { isReportData } from "../model/check-report-data.js";

/** Where the page has its data: base64 of gzip of JSON. Nothing in it can be taken for markup. */
const BEFORE = '<script id="report-data" type="text/plain">';
const AFTER = "</script>";

/** What is said of a report that cannot be read. */
export const DAMAGED = "its data is damaged";

/**
 * Text of one file that shows a report by itself. Of events that are too many, or too long, for one text, the last are
 * in it.
 * @param template the page as it was built, without data
 */
export function packReport(template: string, data: ReportData): string {
  for (let kept = data; ; kept = withoutHalf(kept))
    try {
      return filled(template, kept);
    } catch (error) {
      if (!(error instanceof RangeError) || kept.events.length === 0) throw error;
    }
}

function withoutHalf({ events, dropped, ...data }: ReportData): ReportData {
  const gone = Math.ceil(events.length / 2);
  return { ...data, dropped: dropped + gone, events: events.slice(gone) };
}

function filled(template: string, data: ReportData): string {
  const packed = gzipSync(JSON.stringify(data)).toString("base64");
  return template
    .replace("<title>", () => `<title>${escaped(data.title)} · `)
    .replace(`${BEFORE}${AFTER}`, () => `${BEFORE}${packed}${AFTER}`);
}

/** The page that shows a world as it goes on. @param address where it finds the data */
export function livePage(template: string, address: string): string {
  return template.replace(`${BEFORE}${AFTER}`, () => `${BEFORE.slice(0, -1)} data-live="${address}">${AFTER}`);
}

/** The data of a page that `packReport` has made. @returns what is wrong with it, if it is no such page */
export function unpackReport(text: string): ReportData | string {
  const start = text.indexOf(BEFORE);
  const end = text.indexOf(AFTER, start);
  if (start < 0 || end < 0) return "it is no report of modal-emulator";
  const packed = Buffer.from(text.slice(start + BEFORE.length, end), "base64");
  let data: unknown;
  try {
    data = JSON.parse(gunzipSync(packed, { maxOutputLength: constants.MAX_STRING_LENGTH }).toString());
  } catch (error) {
    return isTooLarge(error) ? "its data is larger than any report's" : DAMAGED;
  }
  if (typeof data !== "object" || data === null || !("format" in data)) return "it holds no run";
  if (data.format !== REPORT_FORMAT)
    return `its form is ${String(data.format)}, and this version reads form ${REPORT_FORMAT}`;
  return isReportData(data) ? data : DAMAGED;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
