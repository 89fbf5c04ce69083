import type { ReportOptions } from "../reporting/report-files.js";
import type { CommandLine } from "../parsing/command-line.js";
import type { CommandHost } from "../state/command-host.js";

/** `report`, which Modal's command line does not have. */
export function addReportCommand(program: CommandLine, host: CommandHost): void {
  const report = program
    .command("report")
    .summary("Read reports of runs: sum them up, export one, compare two.")
    .description(
      "Reads reports that `world.report` and --report of `run` and `simulate` have written. Without options it says " +
        "what ran, and what went wrong.",
    )
    .argument("<FILE...>", "Reports: HTML files.")
    .option("--trace <FILE>", "Write a trace for Perfetto, Chrome and Speedscope (Trace Event Format); - is stdout.")
    .option("--otlp <FILE>", "Write traces for collectors and Jaeger (OTLP as JSON); - is stdout.")
    .option("--compare", "Say what differs between two runs, A and B: exit code 1 if anything does.")
    .option("--out <FILE>", "With --compare: write the report of B with what differs.")
    .option("--json", "One JSON object a line, for each file or for the comparison.");
  report.action((files: readonly string[]) => {
    host.job = async () => {
      const { reportFiles } = await import("../reporting/report-files.js");
      host.code = await reportFiles(host, report.opts<ReportOptions>(), files, report.calledAs);
    };
  });
}
