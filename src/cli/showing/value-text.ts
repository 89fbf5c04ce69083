import { inspect } from "node:util";

/** A stored value for people: strings as they are, all else as code has it. */
export function valueText(value: unknown): string {
  return typeof value === "string" ? value : valueCode(value);
}

/** A stored value as code has it, in one line. */
export function valueCode(value: unknown): string {
  return inspect(value, { depth: null, breakLength: Infinity, compact: true, maxArrayLength: null });
}
