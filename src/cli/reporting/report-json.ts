import type { ReportComparison, ReportData } from "../../report/model/report-data.js";
import { isAlike } from "./comparison-text.js";
import type { ReportSummary } from "./report-summary.js";

/** A report as one line of JSON. */
export function summaryJson(file: string, summary: ReportSummary): string {
  const { from, until, counts, cost, problems, failure, ...rest } = summary;
  return JSON.stringify({
    file,
    ...rest,
    ok: failure === null,
    failure,
    from: timeOf(from),
    until: timeOf(until),
    ...counts,
    cost: cost ?? null,
    problems: problems.map(({ at, ...problem }) => ({ ...problem, at: timeOf(at) })),
  });
}

/** A comparison as one line of JSON. @param b what the run B is, whose events differences have the numbers of */
export function comparisonJson(
  comparison: ReportComparison,
  [fileA, fileB]: readonly [string, string],
  { title, seed, version, events }: ReportData,
): string {
  const numbered = ({ at, ...rest }: { readonly at: number | null; readonly text: string }): object => ({
    ...rest,
    seq: at === null ? null : (events[at]?.seq ?? null),
  });
  return JSON.stringify({
    alike: isAlike(comparison),
    a: { file: fileA, ...comparison.a },
    b: { file: fileB, title, seed, version },
    differences: comparison.differences.map(numbered),
    parting: comparison.parting && numbered(comparison.parting),
  });
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
