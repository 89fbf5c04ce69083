import { onTestFailed, type RunnerTestCase } from "vitest";
import { testWorlds } from "./matchers/test-worlds.js";
import { type FailedTest, reportFolder, reportOfTest } from "./reports/report-of-test.js";

interface ShownError {
  message: string;
  stack?: string | undefined;
}

/** What errors were before something was added. */
const originals = new WeakMap<ShownError, ShownError>();

/** Says something in an error that a test has failed with, before the lines of its stack. */
export function addToError(error: ShownError, text: string): void {
  if (!originals.has(error)) originals.set(error, { ...error });
  error.message += text;
  if (error.stack !== undefined) error.stack = error.stack.replace(/(?=\n\s+at )|$/, () => text);
}

/** What an attempt at a test has failed with first. @param earlier how many errors earlier attempts had */
export function firstError({ result }: RunnerTestCase, earlier: number): ShownError | undefined {
  return result?.errors?.[earlier];
}

/** How many errors earlier attempts at a test had. */
export function earlierErrors({ result }: RunnerTestCase): number {
  return result?.errors?.length ?? 0;
}

/** A test and what it has failed with by now. @param hasSeed its world has the seed of the environment */
export function failedTest(
  { name, id, file, suite }: RunnerTestCase,
  error: ShownError | undefined,
  hasSeed: boolean,
): FailedTest {
  const path = [name];
  for (let around = suite; around; around = around.suite) if (around.name !== "") path.unshift(around.name);
  return { name, path, file: file.filepath, id, hasSeed, error: error && (originals.get(error) ?? error) };
}

/** Attempts at tests whose own worlds are reported if they fail. */
const reported = new WeakMap<RunnerTestCase, string>();

/**
 * A test has started a world: if it fails, what it has started itself is reported, besides the world of the fixture. A
 * world that is closed by then is reported as it was.
 */
export function reportOwnWorlds(test: RunnerTestCase): void {
  const attempt = `${test.result?.retryCount ?? 0}/${test.result?.repeatCount ?? 0}`;
  if (reportFolder() === undefined || test.fails === true || reported.get(test) === attempt) return;
  reported.set(test, attempt);
  const earlier = earlierErrors(test);
  onTestFailed(({ task }) => {
    const error = firstError(task, earlier);
    const { own, others } = testWorlds(task);
    const failed = failedTest(task, error, false);
    const lines = others.map((world, index) => reportOfTest(world, failed, index + (own ? 2 : 1)));
    if (error && lines.length > 0) addToError(error, `\n\n${lines.join("\n")}`);
  });
}
