import { checkOptions, describe } from "../../checks/options.js";
import { InvalidError } from "../../contract/errors.js";
import { collectReport, type ReportSubject } from "./collect-report.js";
import type { ReportOptions } from "./report-options.js";
import type { WorldParts } from "./world-parts.js";

/** Writes a report of a world. @throws InvalidError for what is no path, and for an unknown option */
export async function worldReport(
  parts: WorldParts,
  seed: number | string,
  file: string,
  options: ReportOptions,
): Promise<void> {
  if (typeof file !== "string" || file === "")
    throw new InvalidError(`world.report takes the path of a file, such as "report.html", not ${describe(file)}.`);
  const subject = subjectOf(seed, options);
  const { writeReport } = await import("../../report/page/write-report.js");
  await writeReport(file, collectReport(parts, subject));
}

/** What a report is about. @throws InvalidError for an unknown option, or a value that is none */
export function subjectOf(seed: number | string, options: ReportOptions): ReportSubject {
  checkOptions("world.report", options, ["title", "failure"]);
  const { title, failure } = options;
  if (title !== undefined && typeof title !== "string")
    throw new InvalidError(`world.report: title must be a text, not ${describe(title)}.`);
  if (failure !== undefined) {
    checkOptions("world.report: failure", failure, ["message", "stack", "again"]);
    for (const [name, value] of Object.entries(failure))
      if (typeof value !== "string" && value !== undefined)
        throw new InvalidError(`world.report: failure.${name} must be a text, not ${describe(value)}.`);
    if (failure.message === undefined) throw new InvalidError("world.report: failure needs a message.");
  }
  return { title, seed, failure };
}
