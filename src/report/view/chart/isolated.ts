/** A name as drawn on a canvas: its direction changes nothing of what stands beside it, and it is one line. */
export function isolated(text: string): string {
  return `\u2068${text.replaceAll(/\s+/g, " ")}\u2069`;
}
