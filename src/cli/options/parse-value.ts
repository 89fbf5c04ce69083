import type { ValueType } from "./option-spec.js";

type Valued = Exclude<ValueType, "boolean" | "flag">;

/** A value as it was read, or what is wrong with its text. */
export type ParsedValue =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly expected: string };

const DATE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d))?$/;

const READERS: Readonly<Record<Valued, (text: string) => ParsedValue>> = {
  string: (text) => ({ ok: true, value: text }),
  number: (text) =>
    text.trim() !== "" && Number.isFinite(Number(text))
      ? { ok: true, value: Number(text) }
      : { ok: false, expected: "a number" },
  integer: (text) =>
    /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text))
      ? { ok: true, value: Number(text) }
      : { ok: false, expected: "a whole number" },
  date: parseDate,
  literal: (text) => ({ ok: true, value: parseLiteral(text) }),
};

/**
 * Reads the text of an option's value by its type. Modal: docs/modal/command-line.md#arguments. @param choices the only
 * texts allowed
 */
export function parseValue(type: Valued, choices: readonly string[] | undefined, text: string): ParsedValue {
  if (choices && !choices.includes(text)) return { ok: false, expected: `one of ${choices.join(", ")}` };
  return READERS[choices ? "string" : type](text);
}

function parseDate(text: string): ParsedValue {
  const [, day = "", time = "00:00:00"] = DATE.exec(text) ?? [];
  const date = new Date(`${day}T${time}Z`);
  // 2026-02-30 would roll over
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${day}T${time}`);
  return isReal
    ? { ok: true, value: date }
    : { ok: false, expected: 'a date such as 2026-01-31, 2026-01-31T12:00:00 or "2026-01-31 12:00:00" (UTC)' };
}

/** A JSON literal, or else the text; so are numbers that a `number` cannot hold exactly. */
function parseLiteral(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? text : value;
}
