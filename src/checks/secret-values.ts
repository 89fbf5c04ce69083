import { InvalidError } from "../contract/errors.js";
import { isPlainObject, describe } from "./options.js";

/** @throws InvalidError unless the values are an object of strings */
export function checkSecretValues(what: string, values: unknown): void {
  const checked = parseEnvironmentValues(`The argument of ${what}`, values);
  const absent = Object.keys(values ?? {}).find((key) => !Object.hasOwn(checked, key));
  if (absent !== undefined) throw new InvalidError(`${what} takes strings only, but ${absent} is null.`);
}

/** Environment variables; `null` leaves one out. */
export type EnvironmentValues = Readonly<Record<string, string | null>>;

/**
 * The values of a map of environment variables, without those that are null.
 * @throws InvalidError unless it is an object of strings and nulls
 */
export function parseEnvironmentValues(what: string, values: unknown): Readonly<Record<string, string>> {
  if (!isPlainObject(values))
    throw new InvalidError(`${what} has to be a dict: an object of strings and nulls, got ${describe(values)}.`);
  const strings: [key: string, value: string][] = [];
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === "string") strings.push([key, value]);
    else if (value !== null)
      throw new InvalidError(`${what} has to be a dict of strings and nulls, but ${key} is of type ${typeof value}.`);
  }
  return Object.fromEntries(strings);
}
