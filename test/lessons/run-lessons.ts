import { execFile } from "node:child_process";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const REPORTER = new URL("report-lines.mjs", import.meta.url).href;

/** What became of a test of a lesson. */
export interface LessonResult {
  readonly test: string;
  readonly passed: boolean;
  readonly message: string;
}

/** Runs the same file of several lessons, all in one process. @returns results by id of the lesson */
export async function runLessons(
  ids: readonly string[],
  file: "exercise.ts" | "solution.ts",
): Promise<ReadonlyMap<string, readonly LessonResult[]>> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:VITEST|NODE_TEST)/.test(name)));
  const args = ["--test", "--test-isolation=none", `--test-reporter=${REPORTER}`, "--test-reporter-destination=stderr"];
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ["--no-warnings", ...args, ...ids.map((id) => `lessons/${id}/${file}`)],
    { cwd: ROOT, env: { ...env, NO_COLOR: "1" }, maxBuffer: 2 ** 24 },
  ).catch((error: { stderr: string }) => error); // tests that fail make the runner fail
  const results = new Map<string, LessonResult[]>();
  for (const line of stderr.split("\n")) {
    if (!line.startsWith('{"file"')) continue;
    const { file: path, ...result } = JSON.parse(line) as LessonResult & { file: string };
    const id = basename(dirname(path));
    results.set(id, [...(results.get(id) ?? []), result]);
  }
  return results;
}
