import {
  type CommandOptions,
  commandOptions,
  optional,
  textOf,
  wholeOf,
  WORLD_SPECS,
} from "../options/command-options.js";
import type { OptionValues } from "../options/command-options.js";
import type { OptionSpec } from "../options/option-spec.js";
import { UsageError } from "../endings/usage-error.js";

/** What `explore` takes. */
export interface ExploreCommandOptions extends Pick<CommandOptions, "threads" | "environment" | "isQuiet"> {
  /** How many seeds are tried, from 1. */
  readonly runs: number | undefined;
  readonly firstSeed: number | undefined;
  /** Kinds of faults, or `"all"` that are tried when none are named; `undefined` for none. */
  readonly faults: readonly string[] | "all" | undefined;
  /** Real milliseconds. */
  readonly budgetMs: number | undefined;
  readonly replay: string | undefined;
}

export const EXPLORE_SPECS: readonly OptionSpec[] = [
  {
    ...optional,
    name: "runs",
    type: "integer",
    placeholder: "N",
    description: "How many seeds to try, each in two worlds or more.",
    defaultText: "100",
  },
  {
    ...optional,
    name: "seed",
    type: "integer",
    placeholder: "N",
    description: "The first of them; the others follow.",
    defaultText: "0",
  },
  {
    ...optional,
    name: "faults",
    type: "string",
    placeholder: "KINDS",
    description: "What may go wrong, as crash,preempt, or all. docs/finding-races.md has the kinds.",
    defaultText: "nothing but the order of what happens at one instant",
  },
  {
    ...optional,
    name: "budget",
    type: "integer",
    placeholder: "SECONDS",
    description: "Real time after which no further seed is tried.",
    defaultText: "no limit",
  },
  {
    ...optional,
    name: "replay",
    type: "string",
    placeholder: "LINE",
    description: "Run the world again that failed, as it was told then.",
  },
  ...WORLD_SPECS.filter(({ name }) => name === "threads" || name === "env").map((spec) =>
    spec.name === "threads" ? { ...spec, defaultText: "0" } : spec,
  ),
  { ...optional, name: "quiet", short: "q", type: "flag", description: "No progress and no summary." },
];

export const EXPLORE_USAGE = "Usage: modal-emulator explore [options] <file.ts | file.ts::name>";

/** What follows the options in the help of `explore`. */
export const EXPLORE_NOTES = `The file exports an asynchronous function of a world, by default or by the name: it sets up, runs and checks
the world, and throws if something does not hold. Needs the package fast-check.

Exit code 1 if it fails in a world: the smallest failure that was found is shown, and how to replay it.`;

/** @param values of {@link EXPLORE_SPECS} @throws UsageError for a number out of range */
export function exploreCommandOptions(values: OptionValues): ExploreCommandOptions {
  const faults = textOf(values, "faults");
  const seconds = positiveOf(values, "budget");
  const { threads, environment, isQuiet } = commandOptions(values);
  return {
    threads,
    environment,
    isQuiet,
    runs: positiveOf(values, "runs"),
    firstSeed: wholeOf(values, "seed"),
    faults: faults === "all" ? faults : faults?.split(","),
    budgetMs: seconds === undefined ? undefined : seconds * 1000,
    replay: textOf(values, "replay"),
  };
}

function positiveOf(values: OptionValues, name: string): number | undefined {
  const value = wholeOf(values, name);
  if (value !== undefined && value < 1)
    throw new UsageError(`Invalid value for --${name}: ${value} is not 1 or more.`, EXPLORE_USAGE);
  return value;
}
