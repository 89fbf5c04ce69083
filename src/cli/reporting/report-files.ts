import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { ReportData } from "../../report/model/report-data.js";
import { writeReport } from "../../report/page/write-report.js";
import { writeWhole } from "../../files/write-whole.js";
import { compareReports } from "../../report/compare/compare-reports.js";
import { chromeTrace } from "../../report/exports/chrome-trace.js";
import { otlpTraces } from "../../report/exports/otlp.js";
import { ExitCode } from "../endings/exit-code.js";
import { ReportedError } from "../endings/reported-error.js";
import { UsageError } from "../endings/usage-error.js";
import type { CommandHost } from "../state/command-host.js";
import { comparisonText, isAlike } from "./comparison-text.js";
import { madeOf, readReport } from "./read-report.js";
import { comparisonJson, summaryJson } from "./report-json.js";
import { summaryOf } from "./report-summary.js";
import { reportText } from "./report-text.js";

/** What stands for the standard output in place of a file. */
const STDOUT = "-";

/** What `report` takes. */
export interface ReportOptions {
  /** Files to write exports into. */
  readonly trace?: string;
  readonly otlp?: string;
  readonly compare?: boolean;
  /** File of a page that shows a comparison. */
  readonly out?: string;
  readonly json?: boolean;
}

/**
 * `modal-emulator report`: tells what is in reports, exports one, or compares two.
 * @param usage how it is called
 * @throws UsageError for options that do not go together, ReportedError for a file that is no report
 */
export async function reportFiles(
  host: CommandHost,
  options: ReportOptions,
  files: readonly string[],
  usage: string,
): Promise<ExitCode> {
  check(options, files, host.directory, usage);
  const { stdout } = host.streams;
  const read = (file: string): Promise<ReportData> => readReport(host.directory, file);
  const [first = "", second = ""] = files;
  if (options.compare) return await compare(host, options, [first, second], [await read(first), await read(second)]);
  if (options.trace !== undefined || options.otlp !== undefined) {
    const data = await read(first);
    const text = (make: (data: ReportData) => object): string =>
      madeOf([first], () => `${JSON.stringify(make(data))}\n`);
    if (options.trace !== undefined) await exportTo(host, options.trace, text(chromeTrace));
    if (options.otlp !== undefined) await exportTo(host, options.otlp, text(otlpTraces));
    return ExitCode.ok;
  }
  for (const [index, file] of files.entries()) {
    const data = await read(file);
    const told = madeOf([file], () =>
      options.json ? `${summaryJson(file, summaryOf(data))}\n` : reportText(summaryOf(data)),
    );
    const heading = `${index > 0 ? "\n" : ""}${files.length > 1 ? `${file}\n` : ""}`;
    stdout.write(options.json ? told : `${heading}${told}`);
  }
  return ExitCode.ok;
}

/** @throws UsageError */
function check(
  { trace, otlp, compare: isComparison = false, out, json = false }: ReportOptions,
  files: readonly string[],
  directory: string,
  usage: string,
): void {
  const refuse = (message: string): never => {
    throw new UsageError(message, usage);
  };
  const placeOf = (file: string): string => realPath(resolve(directory, file));
  const targets = [trace, otlp, out].filter((file) => file !== undefined).map(placeOf);
  const sources = files.map(placeOf);
  const isExport = trace !== undefined || otlp !== undefined;
  if (isComparison && isExport) refuse("--compare does not go with --trace and --otlp: compare, or export.");
  if (isExport && json) refuse("--json does not go with --trace and --otlp: they write JSON.");
  if (isComparison && files.length !== 2) refuse(`--compare takes two files, the runs A and B, not ${files.length}.`);
  if (isComparison && sources[0] === sources[1]) refuse(`--compare: ${files[0]} is both of the runs.`);
  if (!isComparison && out !== undefined) refuse("--out goes with --compare: it writes a page of what differs.");
  if (isExport && files.length !== 1) refuse(`--trace and --otlp take one file, not ${files.length}.`);
  if (targets.some((target) => sources.includes(target))) refuse("What is written must not replace what is read.");
  if (new Set(targets).size < targets.length) refuse("--trace and --otlp need files of their own.");
}

/** Of a file behind links, if it is there. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

async function compare(
  host: CommandHost,
  { out, json = false }: ReportOptions,
  files: readonly [string, string],
  [a, b]: readonly [ReportData, ReportData],
): Promise<ExitCode> {
  const { comparison, told } = madeOf(files, () => {
    const made = compareReports(a, b);
    return { comparison: made, told: json ? `${comparisonJson(made, files, b)}\n` : comparisonText(made, files) };
  });
  host.streams.stdout.write(told);
  if (out !== undefined) await written(out, () => writeReport(resolve(host.directory, out), { ...b, comparison }));
  if (out !== undefined && !json) host.streams.stdout.write(`✓ Wrote ${out}.\n`);
  return isAlike(comparison) ? ExitCode.ok : ExitCode.failure;
}

async function exportTo({ streams, directory }: CommandHost, file: string, text: string): Promise<void> {
  if (file === STDOUT) return void streams.stdout.write(text);
  await written(file, () => writeWhole(resolve(directory, file), text));
  streams.stdout.write(`✓ Wrote ${file}.\n`);
}

/** @throws ReportedError if it cannot be written */
async function written(file: string, write: () => Promise<void>): Promise<void> {
  await write().catch((error: Error) => {
    throw new ReportedError(`${file} cannot be written: ${error.message}.`, { cause: error });
  });
}
