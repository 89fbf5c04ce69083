import { counted } from "../../output/counted.js";
import type { ReportComparison } from "../../report/model/report-data.js";
import { oneLine } from "./report-text.js";

/** So many differences are listed. */
const MOST = 100;

/** Whether nothing differs between two runs. */
export function isAlike({ differences, parting }: ReportComparison): boolean {
  return differences.length === 0 && parting === null;
}

/** A comparison for people. @param names of the files */
export function comparisonText(comparison: ReportComparison, [a, b]: readonly [string, string]): string {
  const { differences, parting } = comparison;
  if (isAlike(comparison)) return "The two runs are alike.\n";
  return [
    `A is ${a}, B is ${b}.`,
    "",
    differences.length === 0
      ? "Nothing differs but the order of events, or what they hold."
      : `${counted(differences.length, "difference")}:`,
    ...differences.slice(0, MOST).map(({ text }) => `  ${oneLine(text)}`),
    ...(differences.length > MOST ? [`  and ${differences.length - MOST} more`] : []),
    ...(parting ? ["", oneLine(parting.text)] : []),
    "",
  ].join("\n");
}
