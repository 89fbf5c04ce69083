import type { ReportFailure } from "../../report/model/report-data.js";

/** Options of `world.report`. */
export interface ReportOptions {
  /** What ran, in words. Default: the names of the apps. */
  readonly title?: string;
  /** What failed. */
  readonly failure?: ReportFailure;
}
