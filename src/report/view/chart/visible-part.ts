import type { Mark, Span } from "../../model/track.js";

/** For each span, the last event that it or one before it reaches: spans begin in order, but end in any. */
const reaches = new WeakMap<readonly Span[], Int32Array>();

/** The first span that may reach a position or go beyond it. */
export function firstReaching(spans: readonly Span[], position: number): number {
  let reach = reaches.get(spans);
  if (reach?.length !== spans.length) {
    reach = new Int32Array(spans.length);
    let furthest = -1;
    for (const [index, { to }] of spans.entries()) reach[index] = furthest = Math.max(furthest, to);
    reaches.set(spans, reach);
  }
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((reach[middle] ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first mark, or the first of positions, that is not before a position. */
export function firstAt(count: number, at: (index: number) => number, position: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(middle) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function firstMark(marks: readonly Mark[], position: number): number {
  return firstAt(marks.length, (index) => marks[index]?.at ?? 0, position);
}
