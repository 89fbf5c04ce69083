import type { ReportData } from "../model/report-data.js";

/** Tables of a report, whose values are objects or texts by ids. */
const TABLES = ["apps", "functions", "containers", "calls", "stacks", "sources"] as const;

/** Whether a value has the parts of a report of this form, as far as readers rely on them. */
export function isReportData(value: object): value is ReportData {
  const data: Partial<Record<keyof ReportData, unknown>> = value;
  return (
    [data.title, data.version, data.seed].every((text) => typeof text === "string") &&
    [data.now, data.dropped].every(Number.isFinite) &&
    TABLES.every((name) => isRecord(data[name])) &&
    isNullOr(data.failure, (failure) => typeof failure["message"] === "string") &&
    isNullOr(data.bill, (bill) => Array.isArray(bill["functions"])) &&
    Array.isArray(data.events) &&
    data.events.every(isEvent)
  );
}

function isEvent(event: unknown): boolean {
  return (
    isRecord(event) &&
    typeof event["type"] === "string" &&
    Number.isFinite(event["at"]) &&
    Number.isFinite(event["seq"])
  );
}

function isNullOr(value: unknown, check: (record: Readonly<Record<string, unknown>>) => boolean): boolean {
  return value === null || (isRecord(value) && check(value));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
