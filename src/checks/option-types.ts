import { inSeconds } from "./milliseconds.js";
import { InvalidError } from "../contract/errors.js";
import { describe, isPlainObject } from "./options.js";

/** The value of a switch, or its default. */
export function parseSwitch<D extends boolean | undefined>(name: string, value: unknown, otherwise: D): boolean | D {
  if (value === undefined) return otherwise;
  if (typeof value !== "boolean")
    throw new InvalidError(`Option "${name}" must be true or false, got ${describe(value)}.`);
  return value;
}

/** The value of a whole number, or undefined. Both ends of the range are allowed. */
export function parseWhole(
  name: string,
  value: unknown,
  low: number,
  high: number = Number.MAX_SAFE_INTEGER,
  unit = "",
): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= low && value <= high) return value;
  const range = high === Number.MAX_SAFE_INTEGER ? `${low} or more` : `from ${low} to ${high}`;
  throw new InvalidError(
    `Option "${name}" must be a whole number${unit && ` of ${unit}`}, ${range}, got ${describe(value)}.${unit === "milliseconds" ? inSeconds(value) : ""}`,
  );
}

/** The value of a text that is not empty, or undefined. */
export function parseText(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string" || value === "")
    throw new InvalidError(`Option "${name}" must be a non-empty string, got ${describe(value)}.`);
  return value;
}

/** The value of one text or a list of them, as a list. */
export function parseTexts(name: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === "string" && item !== "") return item;
    throw new InvalidError(
      `Option "${name}" must be a non-empty string or a list of those, got ${describe(item)}${Array.isArray(value) ? " in a list" : ""}.`,
    );
  });
}

/** A value that is an instance of a class, or undefined. */
export function parseInstance<T>(
  name: string,
  value: unknown,
  kind: string,
  isInstance: (value: unknown) => value is T,
): T | undefined {
  if (value === undefined || isInstance(value)) return value;
  throw new InvalidError(`Option "${name}" must be ${kind}, got ${describe(value)}.`);
}

/** The value of a map of strings. */
export function parseStrings(name: string, value: unknown): Readonly<Record<string, string>> {
  if (!isPlainObject(value))
    throw new InvalidError(`Option "${name}" must be an object of strings, got ${describe(value)}.`);
  const strings = Object.entries(value).map(([key, text]): [key: string, text: string] => {
    if (typeof text === "string") return [key, text];
    throw new InvalidError(`Option "${name}" must be an object of strings, but ${key} is ${describe(text)}.`);
  });
  return Object.fromEntries(strings);
}
