import { UsageError } from "../endings/usage-error.js";

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of `90s`, `30m`, `12h`, `30d`, `2w`. @returns undefined for anything else */
export function parseSpan(text: string): number | undefined {
  const [, amount = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([smhdw])$/.exec(text) ?? [];
  const factor = UNITS[unit];
  return factor === undefined ? undefined : Number(amount) * factor;
}

/**
 * A moment as logs are asked for: `2026-01-31`, `2026-01-31T12:00:00Z`, or how long ago, as `30m`.
 * @param now epoch milliseconds
 * @throws UsageError for anything else
 */
export function parseMoment(option: string, text: string, now: number, usage: string): number {
  const span = parseSpan(text);
  if (span !== undefined) return now - span;
  const moment = /^\d{4}-\d\d-\d\d/.test(text)
    ? Date.parse(/[Zz]|[+-]\d\d:?\d\d$/.test(text) || text.length === 10 ? text : `${text}Z`)
    : Number.NaN;
  if (Number.isNaN(moment))
    throw new UsageError(
      `Invalid value for ${option}: "${text}" is neither a moment such as 2026-01-31T12:00:00Z nor a time ago such as 30m, 12h or 7d.`,
      usage,
    );
  return moment;
}
