import { InvalidArgumentError } from "commander";
import { parseValue } from "../options/parse-value.js";

/** Reads the value of an option that is a whole number. */
export function wholeNumber(text: string): number {
  const parsed = parseValue("integer", undefined, text);
  if (!parsed.ok) throw new InvalidArgumentError(parsed.expected);
  return Number(parsed.value);
}

/** Reads a whole number that is at least so large. */
export function wholeNumberFrom(least: number): (text: string) => number {
  return (text) => {
    const number = wholeNumber(text);
    if (number < least) throw new InvalidArgumentError(`a whole number from ${least}`);
    return number;
  };
}
