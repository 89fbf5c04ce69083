import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ReportData } from "../../report/model/report-data.js";
import { DAMAGED, unpackReport } from "../../report/page/pack-report.js";
import { ReportedError } from "../endings/reported-error.js";

/** What a report holds that `world.report` has written. @throws ReportedError for a file that is none */
export async function readReport(directory: string, file: string): Promise<ReportData> {
  const text = await readFile(resolve(directory, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new ReportedError(`${file} cannot be read: ${reasonOf(error)}.`, { cause: error });
  });
  const data = unpackReport(text);
  if (typeof data === "string") throw new ReportedError(`${file} cannot be used: ${data}.`);
  return data;
}

/**
 * Makes something of reports that have been read.
 * @param files their names
 * @throws ReportedError where they lack, or have otherwise, what reports have
 */
export function madeOf<T>(files: readonly string[], make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new ReportedError(`${files.join(", or ")} cannot be used: ${DAMAGED}.`, { cause: error });
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return "there is no such file";
  return code === "EISDIR" ? "it is a directory" : message;
}
