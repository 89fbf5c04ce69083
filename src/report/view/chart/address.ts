import type { Axis } from "./axis.js";

/**
 * What a link asks for: `#at=12` is the event at position 12, `#at=2026-01-01T00:05:00Z` the first at that time or
 * later.
 */
export function readAddress(hash: string, axis: Axis): number | undefined {
  const asked = new URLSearchParams(hash.replace(/^#/, "")).get("at");
  if (asked === null || asked === "") return undefined;
  if (/^\d+$/.test(asked)) {
    const position = Number(asked);
    return position < axis.times.length ? position : undefined;
  }
  const time = /^\d{4,}-\d\d/.test(asked) ? Date.parse(asked) : NaN;
  if (Number.isNaN(time)) return undefined;
  const position = axis.times.findIndex((at) => at >= time);
  return position < 0 ? undefined : position;
}

/** Makes the address of this page one that leads back to an event. */
export function writeAddress(position: number): void {
  history.replaceState(undefined, "", `#at=${position}`);
}
