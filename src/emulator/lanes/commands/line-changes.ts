/** Lines of one text that stand where lines of another one stood; each from a place to before another. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly otherFrom: number;
  readonly otherTo: number;
}

/**
 * As few changes as make one list of lines of another, by the algorithm of Myers.
 * @returns in their order, none next to another
 */
export function lineChanges(lines: readonly string[], others: readonly string[]): Change[] {
  let start = 0;
  while (start < lines.length && start < others.length && lines[start] === others[start]) start++;
  let [end, otherEnd] = [lines.length, others.length];
  while (end > start && otherEnd > start && lines[end - 1] === others[otherEnd - 1]) {
    end--;
    otherEnd--;
  }
  const changes: Change[] = [];
  let [x, y] = [start, start];
  for (const [nextX, nextY] of [
    ...commonLines(lines.slice(start, end), others.slice(start, otherEnd)),
    [end - start, otherEnd - start] as const,
  ]) {
    const [atX, atY] = [nextX + start, nextY + start];
    if (atX > x || atY > y) changes.push({ from: x, to: atX, otherFrom: y, otherTo: atY });
    [x, y] = [atX + 1, atY + 1];
  }
  return changes;
}

/** Places of the lines that both have, in order. */
function commonLines(lines: readonly string[], others: readonly string[]): (readonly [number, number])[] {
  const [n, m] = [lines.length, others.length];
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let distance = 0; distance <= n + m; distance++) {
    trace.push(new Map(furthest));
    for (let k = -distance; k <= distance; k += 2) {
      let x = step(furthest, k, distance);
      while (x < n && x - k < m && lines[x] === others[x - k]) x++;
      furthest.set(k, x);
      if (x >= n && x - k >= m) return backwards(trace, n, m);
    }
  }
  return [];
}

/** How far along a diagonal one more insertion or deletion comes. */
function step(furthest: ReadonlyMap<number, number>, k: number, distance: number): number {
  const [below, above] = [furthest.get(k - 1) ?? -1, furthest.get(k + 1) ?? -1];
  return k === -distance || (k !== distance && below < above) ? above : below + 1;
}

function backwards(trace: readonly ReadonlyMap<number, number>[], n: number, m: number): (readonly [number, number])[] {
  const common: (readonly [number, number])[] = [];
  let [x, y] = [n, m];
  for (let distance = trace.length - 1; distance >= 0; distance--) {
    const furthest = trace[distance] ?? new Map<number, number>();
    const k = x - y;
    const [below, above] = [furthest.get(k - 1) ?? -1, furthest.get(k + 1) ?? -1];
    const isInsertion = k === -distance || (k !== distance && below < above);
    const beforeX = distance === 0 ? 0 : isInsertion ? above : below;
    const beforeY = distance === 0 ? 0 : beforeX - (isInsertion ? k + 1 : k - 1);
    while (x > beforeX && y > beforeY && x > 0 && y > 0) common.push([--x, --y]);
    [x, y] = [beforeX, beforeY];
  }
  return common.toReversed();
}
