import { InvalidError } from "../contract/errors.js";
import { nearestName } from "./nearest-name.js";

/** Whether a value is an options object: not an array, and not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // An options object of another realm has another `Object.prototype`, which is still the end of its chain.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Checks that `options` is an options object without unknown names.
 * @param what the call that got the options, such as `"app.function"`
 * @param elsewhere names that options have in other libraries, and what they are here
 * @throws InvalidError that names the unknown option and the nearest known one
 */
export function checkOptions<O extends object>(
  what: string,
  options: O,
  known: readonly (keyof O & string)[],
  elsewhere: Readonly<Record<string, keyof O & string>> = {},
): void {
  if (!isPlainObject(options)) throw new InvalidError(`${what} takes an options object, got ${describe(options)}.`);
  for (const name of Object.keys(options)) {
    if (!known.some((other) => other === name)) throw unknownOption(what, name, known, elsewhere);
  }
}

/** @throws InvalidError if an option is neither true nor false */
export function checkFlag(what: string, name: string, value: unknown): void {
  if (typeof value !== "boolean")
    throw new InvalidError(`Option "${name}" of ${what} must be true or false, got ${describe(value)}.`);
}

/** A value as it appears in messages: short, and never its whole content. */
export function describe(value: unknown): string {
  if (typeof value === "string")
    return value.length > 80 ? `${JSON.stringify(value.slice(0, 80))}...` : JSON.stringify(value);
  if (typeof value === "function") return value.name === "" ? "a function" : `the function ${value.name}`;
  if (Array.isArray(value)) return "a list";
  if (isPlainObject(value)) return "an object";
  if (typeof value === "object" && value !== null) return `an instance of ${value.constructor.name}`;
  return typeof value === "bigint" ? `${value}n` : String(value);
}

function unknownOption(
  what: string,
  name: string,
  known: readonly string[],
  elsewhere: Readonly<Record<string, string>>,
): InvalidError {
  const nearest = (Object.hasOwn(elsewhere, name) ? elsewhere[name] : undefined) ?? nearestName(name, known);
  if (known.length === 0) return new InvalidError(`Unknown option "${name}" of ${what}, which has none.`);
  const hint =
    nearest === undefined ? `Known options: ${known.join(", ")}.` : `Did you mean "${nearest}"${unitOf(nearest)}?`;
  return new InvalidError(`Unknown option "${name}" of ${what}. ${hint}`);
}

function unitOf(name: string): string {
  if (name.endsWith("Ms")) return " (in milliseconds)";
  return name.endsWith("MiB") ? " (in MiB)" : "";
}
