import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import { inspect, stripVTControlCharacters } from "node:util";
import type { Emulator } from "../../emulator/world/emulator.js";
import { writeReportNow } from "../../report/page/write-report.js";
import { againCommand } from "../matchers/describe-failure.js";

/** A test that has failed, as its runner shows it. */
export interface FailedTest {
  readonly name: string;
  /** Of its names, those of the blocks around it and its own. */
  readonly path: readonly string[];
  /** Path of its file. */
  readonly file: string;
  /** Unlike that of any other test, and the same in each run. */
  readonly id: string;
  /** The seed of its world is that of the environment. */
  readonly hasSeed: boolean;
  readonly error: { readonly name?: string; readonly message: string; readonly stack?: string | undefined } | undefined;
}

/** The folder that reports of failed tests go into; `undefined` if nobody wants any. */
export function reportFolder(): string | undefined {
  const folder = process.env["MODAL_EMULATOR_REPORT"];
  return folder === "" ? undefined : folder;
}

/**
 * Writes a report of a world of a failed test, if anybody wants one, as `<file>-<test>.html`.
 * @param number of the world among those of the test, from 1
 * @returns a line that says where it is, or why there is none; the test has failed for something else
 */
export function reportOfTest(world: Emulator, test: FailedTest, number = 1): string | undefined {
  const folder = reportFolder();
  if (folder === undefined) return undefined;
  try {
    const file = join(folder, `${fileNameOf(test)}${number === 1 ? "" : `-${number}`}.html`);
    const title = test.path.join(" > ");
    const again = againCommand(test.hasSeed ? world.seed : undefined, test.name, test.file);
    writeReportNow(file, world.reportData({ title, failure: { ...failureOf(test), again } }));
    return `Report: ${file}`;
  } catch (error) {
    return `The report could not be written: ${error instanceof globalThis.Error ? error.message : inspect(error)}`;
  }
}

function failureOf({ error }: FailedTest): { readonly message: string; readonly stack?: string } {
  if (!error) return { message: "The test failed." };
  const { name = "Error", message, stack } = error;
  return {
    message: stripVTControlCharacters(message.startsWith(name) ? message : `${name}: ${message}`),
    ...(stack !== undefined && { stack: stripVTControlCharacters(stack) }),
  };
}

const LONGEST_NAME = 120;

/** Equal for equal tests, and of no two tests alike, whatever they are called. */
function fileNameOf({ file, path, id }: FailedTest): string {
  const whole = `${relative(process.cwd(), file)}-${path.join("-")}`;
  const safe = whole.replaceAll(/(?:[^\w.]|\.{2,})+/g, "-").replaceAll(/^[.-]+|[.-]+$/g, "");
  const digest = createHash("sha256")
    .update(JSON.stringify([path, id]))
    .digest("hex")
    .slice(0, 8);
  return `${safe.slice(0, LONGEST_NAME)}-${digest}`;
}
