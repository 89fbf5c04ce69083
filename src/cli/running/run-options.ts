import { UsageError } from "../endings/usage-error.js";
import {
  commandOptions,
  optional,
  parseCommand,
  shownSpecs,
  textOf,
  WORLD_SPECS,
  type CommandOptions,
  type OptionValues,
} from "../options/command-options.js";
import { formatOptions } from "../options/format-options.js";
import { optionName, type OptionSpec } from "../options/option-spec.js";

/** What stands before the reference of `run`. */
export interface RunOptions extends CommandOptions {
  readonly seed: number | string | undefined;
  readonly startTime: string | undefined;
  readonly writeResult: string | undefined;
  readonly isJson: boolean;
}

/** The words after `run`, taken apart. */
export type RunCommand =
  | { readonly kind: "help" }
  | {
      readonly kind: "run";
      readonly options: RunOptions;
      readonly reference: string;
      readonly words: readonly string[];
    };

const SPECS: readonly OptionSpec[] = [
  {
    ...optional,
    name: "seed",
    type: "string",
    description: "What chance is drawn from: equal seeds give equal runs.",
    defaultText: "0",
  },
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
  {
    ...optional,
    name: "json",
    type: "flag",
    description: "One JSON object on stdout at the end, everything else on stderr.",
  },
  ...shownSpecs("No progress and no summary; logs stay.", "Virtual time before each line of the logs."),
];

/** Modal's options that make no sense here yet, each with the reason. */
const REFUSED: Readonly<Record<string, string>> = {
  "-m": "There are no module paths here: name the file, as in `run dir/file.ts::name`.",
  "-n": "`--name` does not exist yet.",
  "--name": "`--name` does not exist yet.",
  "-d": "`--detach` does not exist here: the world ends with the command.",
  "--detach": "`--detach` does not exist here: the world ends with the command.",
  "-i": "`--interactive` does not exist yet.",
  "--interactive": "`--interactive` does not exist yet.",
};

/** Whether an option, as it was typed, is one of `run`. */
export function isRunOption(option: string): boolean {
  return SPECS.some(({ name, short }) => option === optionName(name) || option === `-${short}`);
}

export const RUN_USAGE =
  "Usage: modal-emulator run [options] <file.ts | file.ts::name | file.ts::app.name> [arguments]";

/** @throws UsageError for an unknown option, an ill-typed value, or no reference */
export function parseRunCommand(words: readonly string[]): RunCommand {
  return parseCommand(words, {
    specs: SPECS,
    usage: RUN_USAGE,
    refused: REFUSED,
    read: (values, [reference, ...own]): RunCommand => {
      if (reference === undefined) throw new UsageError("There is nothing to run: name a file.", RUN_USAGE);
      return { kind: "run", options: toOptions(values), reference, words: own };
    },
  });
}

export function runHelp(): string {
  return `${RUN_USAGE}

Runs a local entrypoint or a function of a Modal app in a world of its own, on a virtual clock.
Options come before the file; what follows it belongs to the function: \`run file.ts::name --help\` lists it.

Options:
${formatOptions(SPECS)}

Arguments of the function:
  A local entrypoint has the options that its \`args\` declare, or the names in its parameter \`({ url = "…", n = 3 })\`;
  an app function has one option per parameter. Names become lower case: \`maxPages\` is --max-pages. A default that is a
  literal tells the type; true and false make a pair --x/--no-x. A name without a default is required. There are no types
  at run time, so for a parameter of an app function without a literal default, a JSON literal is read as such
  (3, true, null, [1], {"a": 1}, "3" in quotes for the text) and all else is text. A function with a rest parameter alone,
  \`(...words)\`, gets all words as they are.`;
}

function toOptions(values: OptionValues): RunOptions {
  const seed = textOf(values, "seed");
  return {
    ...commandOptions(values),
    seed: seed !== undefined && /^-?\d+$/.test(seed) && Number.isSafeInteger(Number(seed)) ? Number(seed) : seed,
    startTime: textOf(values, "startTime"),
    writeResult: textOf(values, "writeResult"),
    isJson: values["json"] === true,
  };
}
