import { describe } from "../../checks/options.js";
import { InvalidError } from "../../contract/errors.js";

/** @throws InvalidError unless it is a number of more than 0 */
export function checkPositive(what: string, name: string, value: unknown): void {
  if (typeof value === "number" && value > 0 && Number.isFinite(value)) return;
  throw new InvalidError(`${what}: ${name} must be a number of milliseconds, more than 0, got ${describe(value)}.`);
}
