import { concat, decode, encode } from "../processes/bytes.js";
import type { OwnProcess, Program } from "../processes/process.js";
import { linesOf } from "./byte-lines.js";
import { eachInput, native, complain, openAs, close } from "./native-command.js";
import { type CommandOptions, UsageError } from "./parsed-options.js";

/** By what of a line it is sorted. */
interface Key {
  readonly from: number;
  readonly fromChar: number;
  readonly to: number;
  readonly toChar: number;
  /** Such as `nr`. */
  readonly flags: string;
}

interface Line {
  readonly bytes: Uint8Array;
  readonly text: string;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const UNITS = "KMGTPEZY";

function parseKey(text: string, globalFlags: string): Key {
  const [, from, fromChar = "1", fromFlags = "", to, toChar = "0", toFlags = ""] =
    /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text) ?? [];
  if (from === undefined || from === "0")
    throw new UsageError(`field number is zero: invalid field specification ‘${text}’`, 2);
  const flags = fromFlags + toFlags;
  return {
    from: Number(from),
    fromChar: Number(fromChar),
    to: to === undefined ? Infinity : Number(to),
    toChar: Number(toChar),
    flags: flags === "" ? globalFlags : flags,
  };
}

/** Where each field begins and ends; without a separator, blanks before a field are of it. */
function fieldsOf(text: string, separator: string | undefined): (readonly [start: number, end: number])[] {
  const fields: [number, number][] = [];
  if (separator === undefined) {
    for (const match of text.matchAll(/[ \t]*[^ \t]+|[ \t]+$/g))
      fields.push([match.index, match.index + match[0].length]);
    return fields;
  }
  for (let at = 0; at <= text.length;) {
    const end = text.indexOf(separator, at);
    fields.push([at, end < 0 ? text.length : end]);
    at = end < 0 ? text.length + 1 : end + separator.length;
  }
  return fields;
}

function keyText(text: string, key: Key, separator: string | undefined): string {
  const fields = fieldsOf(text, separator);
  const skip = (at: number): number =>
    key.flags.includes("b") ? at + (/^[ \t]*/.exec(text.slice(at))?.[0].length ?? 0) : at;
  const first = fields[key.from - 1];
  if (!first) return "";
  const start = Math.min(skip(first[0]) + key.fromChar - 1, text.length);
  const last = fields[key.to - 1];
  const end = !last ? text.length : key.toChar === 0 ? last[1] : Math.min(skip(last[0]) + key.toChar, text.length);
  return text.slice(start, Math.max(start, end));
}

/** As bytes, which is as characters but for those beyond the first plane. */
function byCode(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function numeric(text: string): number {
  return Number(/^\s*(-?\d*\.?\d+)/.exec(text)?.[1] ?? 0);
}

function human(text: string): number {
  const [, number = "0", unit = ""] = /^\s*(-?\d*\.?\d+)([KMGTPEZYk]?)/.exec(text) ?? [];
  const rank = unit === "" ? 0 : UNITS.indexOf(unit.toUpperCase()) + 1;
  return Number(number) * 1_024 ** rank;
}

function general(text: string): number {
  const value = Number.parseFloat(text);
  return Number.isNaN(value) ? -Infinity : value;
}

function compareBy(one: string, other: string, flags: string): number {
  const difference = (of: (text: string) => number): number => byNumber(of(one), of(other));
  let result: number;
  if (flags.includes("n")) result = difference(numeric);
  else if (flags.includes("h")) result = difference(human);
  else if (flags.includes("g")) result = difference(general);
  else if (flags.includes("M")) result = difference((text) => MONTHS.indexOf(text.trim().slice(0, 3).toLowerCase()));
  else if (flags.includes("V")) result = new Intl.Collator("en", { numeric: true }).compare(one, other);
  else result = byCode(normal(one, flags), normal(other, flags));
  return flags.includes("r") ? -result : result;
}

function byNumber(one: number, other: number): number {
  return one < other ? -1 : Number(one > other);
}

function normal(text: string, flags: string): string {
  const trimmed = flags.includes("b") ? text.replace(/^[ \t]+/, "") : text;
  const known = flags.includes("d") ? trimmed.replaceAll(/[^\p{L}\p{N} \t]/gu, "") : trimmed;
  return flags.includes("f") ? known.toUpperCase() : known;
}

function comparison(options: CommandOptions): {
  compare: (one: Line, other: Line) => number;
  isSame: (one: Line, other: Line) => boolean;
} {
  const flags = ["n", "r", "f", "b", "h", "g", "M", "V", "d"].filter((flag) => options.has(flag)).join("");
  const separator = options.value("t")?.replace(/^\\t$/, "\t").replace(/^\\0$/, "\0");
  const keys = options.values("k").map((text) => parseKey(text, flags));
  const byKeys = (one: Line, other: Line): number => {
    if (keys.length === 0) return compareBy(one.text, other.text, flags);
    for (const key of keys) {
      const result = compareBy(keyText(one.text, key, separator), keyText(other.text, key, separator), key.flags);
      if (result !== 0) return result;
    }
    return 0;
  };
  const isStable = options.has("s", "u");
  const last = options.has("r") ? -1 : 1;
  return {
    compare: (one, other) => byKeys(one, other) || (isStable ? 0 : last * byCode(one.text, other.text)),
    isSame: (one, other) => byKeys(one, other) === 0,
  };
}

async function check(process: OwnProcess, lines: readonly Line[], options: CommandOptions): Promise<number> {
  const { compare, isSame } = comparison(options);
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (!before || (compare(before, line) <= 0 && !(options.has("u") && isSame(before, line)))) continue;
    if (!options.has("C"))
      await complain(process, `${options.operands[0] ?? "-"}:${index + 1}: disorder: ${line.text}`);
    return 1;
  }
  return 0;
}

/** In the order of characters, as in the locale C. */
export const sort: Program = native(
  {
    flags: "nrufbhgMVdscCzmiR",
    values: "ktoST",
    long: {
      "numeric-sort": "n", reverse: "r", unique: "u", "ignore-case": "f", "ignore-leading-blanks": "b", "human-numeric-sort": "h",
      "general-numeric-sort": "g", "month-sort": "M", "version-sort": "V", "dictionary-order": "d", stable: "s", check: "c",
      "zero-terminated": "z", merge: "m", key: "k=", "field-separator": "t=", output: "o=", parallel: "parallel=", "random-sort": "R",
      "buffer-size": "S=",
    }, // prettier-ignore
  },
  async (process, options) => {
    const end = options.has("z") ? 0 : 10;
    const lines: Line[] = [];
    const code = await eachInput(
      process,
      options.operands,
      async (fd) => {
        for await (const line of linesOf(process, fd, end)) {
          const bytes = line.at(-1) === end ? line.subarray(0, -1) : line;
          lines.push({ bytes, text: decode(bytes) });
        }
      },
      (path) => `cannot read: ${path}`,
    );
    if (code !== 0) return 2;
    if (options.has("c", "C")) return check(process, lines, options);
    const { compare, isSame } = comparison(options);
    let sorted = lines.toSorted(compare);
    if (options.has("R"))
      sorted = lines
        .map((line) => [process.system.random(), line] as const)
        .toSorted(([one], [other]) => one - other)
        .map(([, line]) => line);
    if (options.has("u"))
      sorted = sorted.filter((line, index) => index === 0 || !isSame(sorted[index - 1] ?? line, line));
    const output = options.value("o");
    const fd = output === undefined ? 1 : openAs(process, output, "w");
    const ending = end === 0 ? Uint8Array.of(0) : encode("\n");
    await process.write(fd, concat(sorted.flatMap(({ bytes }) => [bytes, ending])));
    if (fd !== 1) close(process, fd);
    return 0;
  },
  2,
);

/** Lines that follow each other and are the same. */
export const uniq: Program = native(
  {
    flags: "cduiDz",
    values: "fsw",
    long: {
      count: "c", repeated: "d", unique: "u", "ignore-case": "i", "skip-fields": "f=", "skip-chars": "s=", "check-chars": "w=",
      "all-repeated": "D", "zero-terminated": "z",
    }, // prettier-ignore
  },
  async (process, options) => {
    const [input, output] = options.operands;
    const end = options.has("z") ? 0 : 10;
    const fd = output === undefined ? 1 : openAs(process, output, "w");
    const [fields, chars, width] = ["f", "s", "w"].map((name) =>
      Number(options.value(name) ?? (name === "w" ? Infinity : 0)),
    );
    const keyOf = (line: Uint8Array): string => {
      const text = decode(line)
        .replace(new RegExp(`^(?:[ \\t]*[^ \\t]+){0,${fields}}`), "")
        .slice(chars ?? 0, (chars ?? 0) + (width ?? Infinity));
      return options.has("i") ? text.toLowerCase() : text;
    };
    let group: { readonly key: string; readonly lines: Uint8Array[] } | undefined;
    const flush = async (): Promise<void> => {
      if (!group) return;
      const { lines } = group;
      const [first = new Uint8Array()] = lines;
      if ((options.has("d", "D") && lines.length < 2) || (options.has("u") && lines.length > 1)) return;
      const count = options.has("c") ? encode(`${String(lines.length).padStart(7)} `) : new Uint8Array();
      const shown = options.has("D") ? lines : [first];
      await process.write(fd, concat(shown.flatMap((line) => [count, line, Uint8Array.of(end)])));
    };
    const code = await eachInput(process, input === undefined ? [] : [input], async (from) => {
      for await (const whole of linesOf(process, from, end)) {
        const line = whole.at(-1) === end ? whole.subarray(0, -1) : whole;
        const key = keyOf(line);
        if (group?.key === key) {
          group.lines.push(line);
          continue;
        }
        await flush();
        group = { key, lines: [line] };
      }
    });
    await flush();
    if (fd !== 1) close(process, fd);
    return code;
  },
);
