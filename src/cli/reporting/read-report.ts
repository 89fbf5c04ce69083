import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ReportData } from "../../report/model/report-data.js";
import { unpackReport } from "../../report/page/pack-report.js";
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

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return "there is no such file";
  return code === "EISDIR" ? "it is a directory" : message;
}
