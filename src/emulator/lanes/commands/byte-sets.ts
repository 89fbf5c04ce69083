import { encode } from "../processes/bytes.js";
import { UsageError } from "./parsed-options.js";

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, "\\": 92 };

/** As pairs of a first and a last character. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: "09AZaz",
  alpha: "AZaz",
  blank: "\t\t  ",
  cntrl: "\0\u001f\u007f\u007f",
  digit: "09",
  graph: "!~",
  lower: "az",
  print: " ~",
  punct: "!/:@[`{~",
  space: "\t\r  ",
  upper: "AZ",
  xdigit: "09AFaf",
};

const BYTES: readonly number[] = Array.from({ length: 256 }, (_, byte) => byte);

/**
 * The bytes of a set as `tr` is given it, in order: escapes, `a-z`, `[:class:]`, `[=c=]`, `[c*n]`.
 * @param length that `[c*]` fills the set up to
 * @throws UsageError
 */
export function byteSet(text: string, length = 0): number[] {
  const set: number[] = [];
  let filling: { readonly at: number; readonly byte: number } | undefined;
  let rest = text;
  while (rest !== "") {
    const named = /^\[:(\w*):\]/.exec(rest) ?? /^\[=(\\?[^])=\]/.exec(rest);
    const repeated = /^\[(\\[0-7]{1,3}|\\?[^])\*(\d*)\]/.exec(rest);
    if (named) {
      set.push(...(named[0].startsWith("[:") ? ofClass(named[1] ?? "") : bytesOf(named[1] ?? "")));
      rest = rest.slice(named[0].length);
    } else if (repeated) {
      const [whole, what = "", count = ""] = repeated;
      const [byte = 0] = bytesOf(what);
      const times = Number.parseInt(count || "0", count.startsWith("0") ? 8 : 10);
      if (times === 0) filling = { at: set.length, byte };
      else set.push(...Array.from({ length: times }, () => byte));
      rest = rest.slice(whole.length);
    } else {
      const [whole = "", first = "", last] = /^(\\[0-7]{1,3}|\\?[^])(?:-(\\[0-7]{1,3}|\\?[^]))?/u.exec(rest) ?? [];
      set.push(...(last === undefined ? bytesOf(first) : range(first, last)));
      rest = rest.slice(whole.length);
    }
  }
  if (filling)
    set.splice(filling.at, 0, ...Array.from({ length: Math.max(0, length - set.length) }, () => filling.byte));
  return set;
}

/** All others, in order. */
export function complement(set: readonly number[]): number[] {
  return BYTES.filter((byte) => !set.includes(byte));
}

function ofClass(name: string): number[] {
  const ends = CLASSES[name];
  if (ends === undefined) throw new UsageError(`invalid character class '${name}'`);
  const set: number[] = [];
  for (let at = 0; at < ends.length; at += 2)
    set.push(...BYTES.slice(ends.charCodeAt(at), ends.charCodeAt(at + 1) + 1));
  return set;
}

/** @param text one character, or an escape */
function bytesOf(text: string): number[] {
  if (!text.startsWith("\\") || text.length === 1) return [...encode(text)];
  const escape = text.slice(1);
  if (/^[0-7]/.test(escape)) return [Number.parseInt(escape, 8) & 255];
  const byte = ESCAPES[escape];
  return byte === undefined ? [...encode(escape)] : [byte];
}

function range(first: string, last: string): number[] {
  const [before, [to = 0, ...after]] = [bytesOf(first), bytesOf(last)];
  const from = before.pop() ?? 0;
  if (to < from) throw new UsageError(`range-endpoints of '${first}-${last}' are in reverse collating sequence order`);
  return [...before, ...BYTES.slice(from, to + 1), ...after];
}
