import { optional } from "./command-options.js";
import type { OptionSpec } from "./option-spec.js";

/** Where a report of the world is written. */
export const REPORT_SPEC: OptionSpec = {
  ...optional,
  name: "report",
  type: "string",
  placeholder: "FILE",
  description: "Write a report into this HTML file: what happened, as a timeline.",
};
