import { parseSpan } from "../deploying/parse-moment.js";
import { UsageError } from "../endings/usage-error.js";
import {
  commandOptions,
  optional,
  shownSpecs,
  textOf,
  WORLD_SPECS,
  type CommandOptions,
  type OptionValues,
} from "../options/command-options.js";
import type { OptionSpec } from "../options/option-spec.js";
import { REPORT_SPEC } from "../options/report-option.js";
import { parseSeed, SEED_SPEC } from "../options/seed-option.js";

/** What `simulate` takes. */
export interface SimulateOptions extends CommandOptions {
  readonly seed: number | string | undefined;
  readonly startTime: string | undefined;
  /** Virtual milliseconds, more than 0. */
  readonly spanMs: number;
  /** A file with a plan of faults. */
  readonly faults: string | undefined;
  /** A file. */
  readonly report: string | undefined;
  readonly isJson: boolean;
}

const DEFAULT_SPAN = "30d";

export const SIMULATE_SPECS: readonly OptionSpec[] = [
  {
    ...optional,
    name: "for",
    type: "string",
    placeholder: "DURATION",
    description: "How much virtual time passes: 90s, 30m, 12h, 30d, 52w.",
    defaultText: DEFAULT_SPAN,
  },
  {
    ...optional,
    name: "from",
    type: "string",
    placeholder: "TIME",
    description: "Where the virtual clock begins.",
    defaultText: "2026-01-01T00:00:00Z; with a kept state its time",
  },
  {
    ...optional,
    name: "faults",
    type: "string",
    placeholder: "FILE",
    description: "What goes wrong: a JSON file with a list of faults, as docs/faults.md has them.",
  },
  SEED_SPEC,
  ...WORLD_SPECS.map((spec) =>
    spec.name === "state"
      ? { ...spec, description: "Begin with what is kept in this folder, which does not change." }
      : spec.name === "noState"
        ? { ...spec, description: "Begin with nothing." }
        : spec,
  ),
  REPORT_SPEC,
  {
    ...optional,
    name: "json",
    type: "flag",
    description: "One JSON object on stdout at the end, everything else on stderr.",
  },
  ...shownSpecs("The report alone: no logs, no progress.", "Virtual time before each line of the logs."),
];

export const SIMULATE_USAGE = "Usage: modal-emulator simulate [options] [file.ts | file.ts::app]";

/** What follows the options in the help of `simulate`. */
export const SIMULATE_NOTES = `A simulation keeps nothing: what it stores and deploys is gone when it ends.

Exit code 1 if a call failed for good whose failure reaches nobody else: one of a schedule, or of \`spawn\`. What the
caller of a failed call makes of it is up to the caller.`;

/** @param values of {@link SIMULATE_SPECS} @throws UsageError for a span that is none */
export function simulateOptions(values: OptionValues): SimulateOptions {
  const span = textOf(values, "for") ?? DEFAULT_SPAN;
  const spanMs = Math.round(parseSpan(span) ?? 0);
  if (spanMs < 1)
    throw new UsageError(
      `Invalid value for --for: "${span}" is no span of time such as 90s, 30m, 12h, 30d or 52w.`,
      SIMULATE_USAGE,
    );
  return {
    ...commandOptions(values),
    seed: parseSeed(values),
    startTime: textOf(values, "from"),
    spanMs,
    faults: textOf(values, "faults"),
    report: textOf(values, "report"),
    isJson: values["json"] === true,
  };
}
