import { REPORT_FORMAT, type ReportData } from "../../../src/report/model/report-data.js";

export const START: number = Date.UTC(2026, 0, 1);

/** A report of a world in which nothing happened. */
export const empty: ReportData = {
  format: REPORT_FORMAT,
  title: "nothing",
  version: "0",
  seed: "1",
  now: START,
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
