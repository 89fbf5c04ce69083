import { encode } from "../processes/bytes.js";

const SIMPLE: Readonly<Record<string, number>> = {
  "\\": 92,
  a: 7,
  b: 8,
  e: 27,
  E: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

/**
 * Backslash escapes, as what they stand for.
 * @param style `echo`: `\0nnn` is octal; `printf`: `\nnn` is; `%b`: both are
 * @returns `isStopped` after `\c`: nothing more is to be written
 */
export function unescaped(
  text: string,
  style: "echo" | "printf" | "%b",
): { readonly bytes: Uint8Array; readonly isStopped: boolean } {
  const bytes: number[] = [];
  const octal = { echo: /^0([0-7]{0,3})/, printf: /^([0-7]{1,3})/, "%b": /^(0[0-7]{0,3}|[1-7][0-7]{0,2})/ }[style];
  for (let at = 0; at < text.length;) {
    const backslash = text.indexOf("\\", at);
    if (backslash < 0 || backslash === text.length - 1) {
      bytes.push(...encode(text.slice(at)));
      break;
    }
    bytes.push(...encode(text.slice(at, backslash)));
    const rest = text.slice(backslash + 1, backslash + 10);
    const letter = rest.charAt(0);
    const [whole, digits = ""] =
      octal.exec(rest) ??
      /^x([0-9a-fA-F]{1,2})/.exec(rest) ??
      /^u([0-9a-fA-F]{1,4})/.exec(rest) ??
      /^U([0-9a-fA-F]{1,8})/.exec(rest) ??
      [];
    if (letter === "c") return { bytes: Uint8Array.from(bytes), isStopped: true };
    if (whole === undefined) {
      const byte = SIMPLE[letter] ?? (style === "printf" && letter === '"' ? 34 : undefined);
      bytes.push(...(byte === undefined ? encode(`\\${String.fromCodePoint(rest.codePointAt(0) ?? 0)}`) : [byte]));
      at = backslash + 1 + (byte === undefined ? String.fromCodePoint(rest.codePointAt(0) ?? 0).length : 1);
      continue;
    }
    if (letter === "u" || letter === "U") bytes.push(...encode(String.fromCodePoint(Number.parseInt(digits, 16))));
    else bytes.push(Number.parseInt(digits || "0", letter === "x" ? 16 : 8) & 255);
    at = backslash + 1 + whole.length;
  }
  return { bytes: Uint8Array.from(bytes), isStopped: false };
}
