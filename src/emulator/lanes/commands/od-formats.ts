import { UsageError } from "./parsed-options.js";

/** How `od` shows bytes. */
export interface OdFormat {
  /** Bytes of one field: 1, 2, 4 or 8. */
  readonly size: number;
  /** Characters of one field, without the blank before it. */
  readonly width: number;
  /** What is printable follows the line. */
  readonly isShown: boolean;
  /** @param at where the field begins, whose bytes are all there */
  show(view: DataView, at: number): string;
}

const LETTERS: Readonly<Record<string, string>> = {
  b: "o1",
  c: "c",
  d: "u2",
  o: "o2",
  s: "d2",
  x: "x2",
  a: "a",
  i: "d4",
  l: "d8",
};

/** Options that are short for a type. */
export const SHORT_TYPES: string = Object.keys(LETTERS).join("");

const RADIX: Readonly<Record<string, number>> = { o: 8, d: 10, u: 10, x: 16 };
const SIZES: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8 };
const WIDTHS: Readonly<Record<string, readonly number[]>> = {
  o: [3, 6, 11, 22],
  d: [4, 6, 11, 20],
  u: [3, 5, 10, 20],
  x: [2, 4, 8, 16],
};
const ESCAPES: Readonly<Record<number, string>> = {
  0: "\\0",
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
};
const NAMES =
  "nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp".split(
    " ",
  );

/** @param option a letter, or a string of types such as `x1z` or `x2c`. @throws UsageError */
export function odFormats(option: string, value: string | undefined): OdFormat[] {
  const text = value ?? LETTERS[option] ?? "";
  const found = [...text.matchAll(/(?:([ac])|([doux])(\d+|[CSIL])?)(z?)/g)];
  const known = found.map(([whole]) => whole).join("");
  if (known !== text || text === "")
    throw new UsageError(`invalid character '${text.charAt(known.length)}' in type string '${text}'`);
  return found.map(([, character, kind = "", size = "I", shown]) => {
    const isShown = shown === "z";
    if (character !== undefined) return { size: 1, width: 3, isShown, show: character === "c" ? asCharacter : asName };
    const bytes = SIZES[size] ?? Number(size);
    const width = WIDTHS[kind]?.[Math.log2(bytes)];
    if (width === undefined)
      throw new UsageError(`invalid type string '${text}';\nthis system doesn't provide a ${size}-byte integral type`);
    return { size: bytes, width, isShown, show: (view, at) => asNumber(view, at, bytes, kind, width) };
  });
}

function asNumber(view: DataView, at: number, size: number, kind: string, width: number): string {
  let value = 0n;
  for (let index = size - 1; index >= 0; index--) value = (value << 8n) | BigInt(view.getUint8(at + index));
  if (kind === "d") value = BigInt.asIntN(size * 8, value);
  const text = value.toString(RADIX[kind]);
  return kind === "o" || kind === "x" ? text.padStart(width, "0") : text;
}

function asCharacter(view: DataView, at: number): string {
  const byte = view.getUint8(at);
  if (byte >= 32 && byte < 127) return String.fromCharCode(byte);
  return ESCAPES[byte] ?? byte.toString(8).padStart(3, "0");
}

function asName(view: DataView, at: number): string {
  const byte = view.getUint8(at) & 127;
  return NAMES[byte] ?? (byte === 127 ? "del" : String.fromCharCode(byte));
}
