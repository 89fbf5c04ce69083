import { inspect } from "node:util";
import type { Emulator, ReportFailure } from "../../emulator/index.js";
import { writeReportNow } from "../../report/page/write-report.js";
import { ReportedError } from "../endings/reported-error.js";
import { inShell } from "./in-shell.js";

/** A report that a command is to write. */
export interface WantedReport {
  /** As it was typed. */
  readonly file: string;
  /** What runs, in words. */
  readonly title: string;
  /** The words of the whole command. */
  readonly argv: readonly string[];
  /** Its seed is among them. */
  readonly hasSeed: boolean;
}

/**
 * Writes a report of a world at once, and says where it is. If it cannot be written, that is said, and changes nothing
 * else.
 * @param failure what the command ends with, if that is one
 */
export function writeWorldReport(
  world: Emulator,
  { file, title, argv, hasSeed }: WantedReport,
  failure: Omit<ReportFailure, "again"> | undefined,
  say: (line: string) => void,
): void {
  const [command = "", ...words] = argv;
  const again = ["npx", "modal-emulator", command, ...(hasSeed ? [] : ["--seed", String(world.seed)]), ...words];
  try {
    writeReportNow(
      file,
      world.reportData({ title, ...(failure && { failure: { ...failure, again: again.map(inShell).join(" ") } }) }),
    );
  } catch (error) {
    say(`The report could not be written: ${error instanceof globalThis.Error ? error.message : inspect(error)}`);
    return;
  }
  say(`Report: ${file}`);
}

/** What a command ends with, as a report tells it. @param mapStack finds the user's own lines */
export function failureOf(error: unknown, mapStack: (stack: string) => string): Omit<ReportFailure, "again"> {
  if (error instanceof ReportedError) return { message: error.message };
  if (!(error instanceof globalThis.Error)) return { message: `Thrown: ${inspect(error)}` };
  const message = error.message === "" ? error.name : `${error.name}: ${error.message}`;
  return { message, ...(error.stack !== undefined && { stack: mapStack(error.stack) }) };
}
