import { InvalidArgumentError } from "commander";
import { parseValue } from "../options/parse-value.js";

/** Reads the value of an option that is a whole number. */
export function wholeNumber(text: string): number {
  const parsed = parseValue("integer", undefined, text);
  if (!parsed.ok) throw new InvalidArgumentError(parsed.expected);
  return Number(parsed.value);
}
