const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** As UTF-8. */
export function encode(text: string): Uint8Array {
  return ENCODER.encode(text);
}

/** As UTF-8; what is none becomes U+FFFD. */
export function decode(bytes: Uint8Array): string {
  return DECODER.decode(bytes);
}

export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const [first] = chunks;
  if (first && chunks.length === 1) return first;
  let size = 0;
  for (const { length } of chunks) size += length;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
