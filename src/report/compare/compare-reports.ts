import type { ReportComparison, ReportData } from "../model/report-data.js";
import { compareCalls } from "./compare-calls.js";
import { compareCosts } from "./compare-costs.js";
import { DifferenceList } from "./difference-list.js";
import { partingOf } from "./parting.js";
import { RunShape, SharedKeys } from "./run-shape.js";
import { compareTallies } from "./tallies.js";
import { outcomes, quoted } from "./comparison-words.js";

/** What differs between two runs, in time that grows as they do. Ids are not compared: each seed has its own. */
export function compareReports(a: ReportData, b: ReportData): ReportComparison {
  const keys = new SharedKeys();
  const [shapeA, shapeB] = [new RunShape(a, keys), new RunShape(b, keys)];
  const [runA, runB] = [
    { data: a, origins: shapeA.origins },
    { data: b, origins: shapeB.origins },
  ];
  const found = new DifferenceList();
  const [endA, endB] = [endOf(a), endOf(b)];
  if (endA !== endB) found.add("failure", "", null, `The run ${outcomes(endA, endB)}`);
  compareCalls(shapeA, shapeB, found);
  compareTallies(runA, runB, found);
  compareCosts(a, b, found);
  const { title, seed, version } = a;
  return { a: { title, seed, version }, differences: found.sorted(), parting: partingOf(runA, runB) };
}

function endOf({ failure }: ReportData): string {
  return failure ? `failed with ${quoted(failure.message)}` : "succeeded";
}
