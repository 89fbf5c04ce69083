import { optional, textOf, type OptionValues } from "./command-options.js";
import type { OptionSpec } from "./option-spec.js";

/** What chance is drawn from. */
export const SEED_SPEC: OptionSpec = {
  ...optional,
  name: "seed",
  type: "string",
  description: "What chance is drawn from: equal seeds give equal runs.",
  defaultText: "0; on a kept state another one each time it changes",
};

/** A seed that looks like a whole number is one. */
export function parseSeed(values: OptionValues): number | string | undefined {
  const seed = textOf(values, "seed");
  return seed !== undefined && /^-?\d+$/.test(seed) && Number.isSafeInteger(Number(seed)) ? Number(seed) : seed;
}
