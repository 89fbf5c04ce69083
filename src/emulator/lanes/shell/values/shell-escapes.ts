import { textOf } from "./shell-text.js";

const SIMPLE: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

const BYTES = /\\(?:x([0-9A-Fa-f]{1,2})|0([0-7]{0,3})|([0-7]{1,3}))/y;
const POINT = /\\(?:u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8}))/y;

/**
 * Text with the escapes of `echo -e`, `printf` and `$'…'` replaced.
 * @param octal `zero`: only `\0nnn`, as `echo` has it
 * @returns `stopped`: there was `\c`, after which nothing more is told
 */
export function unescapeText(
  text: string,
  octal: "zero" | "any" = "any",
): { readonly text: string; readonly stopped: boolean } {
  let result = "";
  for (let index = 0; index < text.length;) {
    if (text[index] !== "\\" || index + 1 >= text.length) {
      result += text[index++] ?? "";
      continue;
    }
    const next = text[index + 1] ?? "";
    if (next === "c") return { text: result, stopped: true };
    const bytes: number[] = [];
    for (let found = byteAt(text, index, octal); found; found = byteAt(text, index, octal)) {
      bytes.push(found.byte);
      index = found.end;
    }
    if (bytes.length > 0) {
      result += textOf(Uint8Array.from(bytes));
      continue;
    }
    POINT.lastIndex = index;
    const point = POINT.exec(text);
    if (point) {
      result += String.fromCodePoint(Math.min(Number.parseInt(point[1] ?? point[2] ?? "0", 16), 0x10ffff));
      index = POINT.lastIndex;
      continue;
    }
    const simple = SIMPLE[next] ?? (octal === "any" && (next === '"' || next === "'") ? next : undefined);
    result += simple ?? `\\${next}`;
    index += 2;
  }
  return { text: result, stopped: false };
}

function byteAt(text: string, index: number, octal: "zero" | "any"): { byte: number; end: number } | undefined {
  BYTES.lastIndex = index;
  const found = BYTES.exec(text);
  if (!found || (octal === "zero" && found[3] !== undefined)) return undefined;
  const [, hex, zero, any] = found;
  const byte = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(zero || any || "0", 8);
  return { byte: byte & 255, end: BYTES.lastIndex };
}
