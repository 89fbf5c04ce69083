const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
/** A byte that is no UTF-8 is text as the lone surrogate of this and the byte. */
const STRAY = 0xdc00;

/** Text of bytes; bytes that are no UTF-8 survive the way there and back. */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return strayTextOf(bytes);
  }
}

function strayTextOf(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length;) {
    const length = sequenceLength(bytes[index] ?? 0);
    try {
      text += decoder.decode(bytes.subarray(index, index + length));
      index += length;
    } catch {
      text += String.fromCharCode(STRAY + (bytes[index] ?? 0));
      index++;
    }
  }
  return text;
}

function sequenceLength(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}

/** The bytes that text of `textOf` stands for. */
export function bytesOf(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const parts = Array.from(text, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return code >= STRAY + 0x80 && code <= STRAY + 0xff ? Uint8Array.of(code - STRAY) : encoder.encode(letter);
  });
  return Buffer.concat(parts);
}

/** Characters, not units of UTF-16. */
export function lettersOf(text: string): readonly string[] {
  return Array.from(text);
}
