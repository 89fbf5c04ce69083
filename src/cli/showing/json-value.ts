import { inspect } from "node:util";

/**
 * A value as JSON can hold it: maps and sets as lists, bytes in base64, errors by name and message; what is none of
 * these as text.
 */
export function jsonValue(value: unknown): unknown {
  try {
    const text: string | undefined = JSON.stringify(value, replace);
    return text === undefined ? null : JSON.parse(text);
  } catch {
    return inspect(value); // a cycle
  }
}

function replace(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Map || value instanceof Set) return [...value];
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (isBufferJson(value)) return Buffer.from(value.data).toString("base64");
  if (value instanceof globalThis.Error) return { name: value.name, message: value.message };
  return value;
}

/** A `Buffer` has turned itself into this before the replacer sees it. */
function isBufferJson(value: unknown): value is { data: number[] } {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    value.type === "Buffer" &&
    "data" in value &&
    Array.isArray(value.data)
  );
}
