import { InvalidError } from "../contract/errors.js";
import { describe } from "./options.js";

/**
 * Checks the `choices` of a parameter, and its default by them.
 * @param what names the parameter in errors
 * @throws InvalidError for what is no list of texts, and for a default that is none of them
 */
export function checkChoices(
  what: string,
  {
    choices,
    default: given,
  }: { readonly choices?: readonly string[]; readonly default?: string | number | boolean | Date | null },
): void {
  if (choices === undefined) return;
  if (!Array.isArray(choices) || !choices.every((choice) => typeof choice === "string"))
    throw new InvalidError(`${what}: "choices" must be a list of texts, got ${describe(choices)}.`);
  if (given === undefined || given === null || given instanceof Date || choices.includes(String(given))) return;
  throw new InvalidError(
    `${what} has the default ${describe(given)}, which is none of its choices: ${choices.map(describe).join(", ")}.`,
  );
}
