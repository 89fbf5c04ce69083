import type { ReportData } from "./report-data.js";

type Fields = Readonly<Record<string, unknown>>;

/** The furthest from 1970 that a date can be, in milliseconds. */
const FURTHEST = 8.64e15;

/** Tables of a report by ids, and what is in them. */
const TABLES = {
  apps: (app) => isRecord(app) && areTexts(app["name"], app["environment"]),
  functions: (made) => isRecord(made) && areTexts(made["tag"], made["app"]),
  containers: (made) => isRecord(made) && areTexts(made["target"], made["tag"], made["app"]),
  calls: (id) => areTexts(id),
  stacks: (text) => areTexts(text),
  sources: (text) => areTexts(text),
} as const satisfies Partial<Record<keyof ReportData, (value: unknown) => boolean>>;

/** Whether a value has the parts of a report of this form, as far as readers rely on them. */
export function isReportData(value: object): value is ReportData {
  const data: Partial<Record<keyof ReportData, unknown>> = value;
  return (
    areTexts(data.title, data.version, data.seed) &&
    Number.isFinite(data.dropped) &&
    isTime(data.now) &&
    Object.entries(TABLES).every(([name, check]) => isTable(data[name as keyof typeof TABLES], check)) &&
    isNullOr(data.failure, isFailure) &&
    isNullOr(data.bill, isBill) &&
    Array.isArray(data.events) &&
    data.events.every(isEvent)
  );
}

function isTable(value: unknown, check: (value: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every(check);
}

function isFailure({ message, stack = "", again = "" }: Fields): boolean {
  return areTexts(message, stack, again);
}

function isBill({ rates, total, functions }: Fields): boolean {
  const isCost = (cost: unknown): boolean => isRecord(cost) && areTexts(cost["tag"]) && Number.isFinite(cost["total"]);
  return areTexts(rates) && Number.isFinite(total) && Array.isArray(functions) && functions.every(isCost);
}

function isEvent(event: unknown): boolean {
  return isRecord(event) && areTexts(event["type"]) && isTime(event["at"]) && Number.isFinite(event["seq"]);
}

/** Milliseconds that can be shown as a date. */
function isTime(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) <= FURTHEST;
}

function areTexts(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === "string");
}

function isNullOr(value: unknown, check: (record: Fields) => boolean): boolean {
  return value === null || (isRecord(value) && check(value));
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
