import { InvalidError } from "../../contract/errors.js";
import {
  commandOptions,
  optional,
  shownSpecs,
  textOf,
  WORLD_SPECS,
  type CommandOptions,
  type OptionValues,
} from "../options/command-options.js";
import { optionName, type OptionSpec } from "../options/option-spec.js";
import { REPORT_SPEC } from "../options/report-option.js";
import { parseSeed, SEED_SPEC } from "../options/seed-option.js";

/** What stands before the reference of `run`. */
export interface RunOptions extends CommandOptions {
  readonly seed: number | string | undefined;
  readonly startTime: string | undefined;
  readonly writeResult: string | undefined;
  /** A file. */
  readonly report: string | undefined;
  /** What the run is called. */
  readonly name: string | undefined;
  /** The app goes on until its work is done. */
  readonly isDetached: boolean;
  /** The app may ask the person at the terminal. */
  readonly isInteractive: boolean;
  readonly isJson: boolean;
}

export const RUN_SPECS: readonly OptionSpec[] = [
  SEED_SPEC,
  {
    ...optional,
    name: "startTime",
    type: "string",
    placeholder: "TIME",
    description: "Where the virtual clock begins.",
    defaultText: "2026-01-01T00:00:00Z",
  },
  ...WORLD_SPECS,
  {
    ...optional,
    name: "writeResult",
    short: "w",
    type: "string",
    placeholder: "PATH",
    description: "Write the result, a string or bytes, to a file.",
  },
  REPORT_SPEC,
  {
    ...optional,
    name: "name",
    short: "n",
    type: "string",
    description: "What the run is called.",
    placeholder: "NAME",
  },
  {
    ...optional,
    name: "detach",
    short: "d",
    type: "flag",
    description: "Let the app go on until its work is done: calls that were spawned end.",
  },
  {
    ...optional,
    name: "interactive",
    short: "i",
    type: "flag",
    description: "Let the app ask the person at the terminal, as `interact()` does. Not with --quiet.",
  },
  {
    ...optional,
    name: "json",
    type: "flag",
    description: "One JSON object on stdout at the end, everything else on stderr.",
  },
  ...shownSpecs("No progress and no summary; logs stay.", "Virtual time before each line of the logs."),
];

/** Whether an option, as it was typed, is one of `run`. */
export function isRunOption(option: string): boolean {
  return RUN_SPECS.some(({ name, short }) => option === optionName(name) || option === `-${short}`);
}

export const RUN_USAGE =
  "Usage: modal-emulator run [options] <file.ts | file.ts::name | file.ts::app.name> [arguments]";

/** What follows the options in the help of `run`. */
export const RUN_NOTES = `Options come before the file; what follows it belongs to the function: \`run file.ts::name --help\` lists it.

Arguments of the function:
  A local entrypoint has the options that its \`args\` declare, or the names in its parameter \`({ url = "…", n = 3 })\`;
  an app function has one option per parameter. Names become lower case: \`maxPages\` is --max-pages. A default that is a
  literal tells the type; true and false make a pair --x/--no-x. A name without a default is required. There are no types
  at run time, so for a parameter of an app function without a literal default, a JSON literal is read as such
  (3, true, null, [1], {"a": 1}, "3" in quotes for the text) and all else is text. A function with a rest parameter alone,
  \`(...words)\`, gets all words as they are.`;

/** @param values of {@link RUN_SPECS} @throws InvalidError for an interactive run that is to be quiet */
export function runOptions(values: OptionValues): RunOptions {
  if (values["interactive"] === true && values["quiet"] === true)
    throw new InvalidError("To use interactive mode, remove the --quiet flag.");
  return {
    ...commandOptions(values),
    seed: parseSeed(values),
    startTime: textOf(values, "startTime"),
    writeResult: textOf(values, "writeResult"),
    report: textOf(values, "report"),
    name: textOf(values, "name"),
    isDetached: values["detach"] === true,
    isInteractive: values["interactive"] === true,
    isJson: values["json"] === true,
  };
}
