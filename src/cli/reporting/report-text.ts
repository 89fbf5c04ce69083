import { counted } from "../../output/counted.js";
import { formatSpan } from "../../output/format-span.js";
import { columnLines } from "../showing/columns.js";
import { shownTime } from "../showing/table.js";
import { withoutControls } from "../showing/without-controls.js";
import type { ReportSummary } from "./report-summary.js";

/** So many problems are listed. */
const MOST = 50;

/** In a longer run, times are those of its clock. */
const LONG_MS = 600_000;

/** A report for people: what ran, and what went wrong. */
export function reportText(summary: ReportSummary): string {
  const { title, seed, version, failure, from, until, counts, cost, problems } = summary;
  const { calls, inputs, containers, retries, events, dropped } = counts;
  const numbers = [
    counted(calls, "call"),
    counted(inputs, "input"),
    counted(containers, "container"),
    `${retries.toLocaleString("en-US")} ${retries === 1 ? "retry" : "retries"}`,
    counted(events, "event"),
  ];
  const rows = problems
    .slice(0, MOST)
    .map(({ kind, at, text }) => [
      until - from < LONG_MS ? `${((at - from) / 1000).toFixed(3)} s` : shownTime(at),
      kind,
      oneLine(text),
    ]);
  return [
    `${oneLine(title)}: seed ${oneLine(seed)}, modal-emulator ${oneLine(version)}`,
    ...(failure ? [`Failed: ${oneLine(failure.message)}`] : []),
    ...(failure?.again === undefined ? [] : [`Again: ${oneLine(failure.again)}`]),
    `${formatSpan(until - from)} of virtual time: ${shownTime(from)} to ${shownTime(until)}`,
    numbers.join(", "),
    ...(dropped > 0 ? [`Its first ${counted(dropped, "event")} were not kept.`] : []),
    ...(cost === undefined ? [] : [`It cost $${cost.toFixed(6)}.`]),
    "",
    ...(problems.length === 0
      ? [failure ? "Nothing else went wrong." : "No problems."]
      : [`${counted(problems.length, "problem")}:`]),
    ...columnLines(rows, (column) => column === 0).map((line) => `  ${line}`),
    ...(problems.length > MOST ? [`  and ${problems.length - MOST} more`] : []),
    "",
  ].join("\n");
}

/** A text of the user's, in a line of its own. */
export function oneLine(text: string): string {
  return withoutControls(text.replaceAll(/\s*[\n\r\u2028\u2029]+\s*/g, " ⏎ "));
}
