/** Something that waits, and for what, in words. */
export interface Wait {
  readonly who: string;
  readonly forWhat: string;
}

/** What waits for what, one line each. */
export function formatWaits(waits: Iterable<Wait>): string {
  return [...waits].map(({ who, forWhat }) => `  ${who} waits for ${forWhat}`).join("\n");
}
