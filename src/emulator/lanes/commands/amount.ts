import { UsageError } from "./parsed-options.js";

const UNITS: Readonly<Record<string, number>> = { "": 1, b: 512 };
for (const [index, letter] of "KMGTP".split("").entries())
  Object.assign(UNITS, {
    [letter]: 1024 ** (index + 1),
    [`${letter}iB`]: 1024 ** (index + 1),
    [`${letter}B`]: 1000 ** (index + 1),
  });
Object.assign(UNITS, { k: 1024, kB: 1000 });

const SECONDS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3_600, d: 86_400 };

/** A number of lines or bytes, such as `10`, `4K` or `1MB`. @throws UsageError, with what it is a number of */
export function parseAmount(text: string, what: string): number {
  const [, number, unit = ""] = /^(\d+)([A-Za-z]*)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (number === undefined || factor === undefined) throw new UsageError(`invalid number of ${what}: ‘${text}’`);
  return Number(number) * factor;
}

/** A time such as `1.5`, `2m` or `infinity`, in milliseconds. @returns nothing, if it is none */
export function parseDuration(text: string): number | undefined {
  if (/^inf(inity)?$/i.test(text)) return Infinity;
  const [, number, unit = ""] = /^((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([smhd]?)$/.exec(text) ?? [];
  const factor = SECONDS[unit];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor * 1_000;
}
