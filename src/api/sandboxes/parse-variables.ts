import { parseEnvironmentValues } from "../../checks/secret-values.js";
import { describe } from "../../checks/options.js";
import { InvalidError } from "../../contract/errors.js";

/**
 * Environment variables of a sandbox or a command, without those that are null.
 * @throws InvalidError unless they are an object of strings and nulls, with names that a program can have
 */
export function parseVariables(values: unknown): Readonly<Record<string, string>> {
  const parsed = parseEnvironmentValues('Option "env"', values ?? {});
  for (const [name, value] of Object.entries(parsed))
    if (name === "" || /[=\0]/.test(name) || value.includes("\0"))
      throw new InvalidError(
        `Option "env": ${describe(name)} is no name, or has no value, that an environment variable can have.`,
      );
  return parsed;
}
