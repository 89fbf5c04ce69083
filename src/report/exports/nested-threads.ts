/** Something that took time, on a line of its track. */
interface Placed {
  readonly row: number;
  readonly from: number;
  /** Not before `from`. */
  readonly to: number;
}

/**
 * Puts what took time on threads, on which two things lie apart or one inside of the other: a line of a track is a
 * thread, or several if what is on it overlaps.
 * @param placed in the order in which they begin
 * @returns for each of them a number of its thread, from 0, and for each thread its line; those of the first line come
 * first
 */
export function nestedThreads(placed: readonly Placed[]): {
  readonly threads: readonly number[];
  readonly rows: number[];
} {
  const lines = new Map<number, number[][]>();
  const found = placed.map(({ row, from, to }) => {
    const line = lines.get(row) ?? [];
    lines.set(row, line);
    let index = line.findIndex((open) => fits(open, from, to));
    if (index < 0) index = line.push([]) - 1;
    line[index]?.push(to);
    return { row, index };
  });
  const rows = [...lines.keys()].toSorted((a, b) => a - b);
  const firsts = new Map<number, number>();
  const rowOfThread: number[] = [];
  for (const row of rows) {
    firsts.set(row, rowOfThread.length);
    for (const _ of lines.get(row) ?? []) rowOfThread.push(row);
  }
  return { threads: found.map(({ row, index }) => (firsts.get(row) ?? 0) + index), rows: rowOfThread };
}

/** @param open ends of what is under way, the innermost last; what has ended by then is taken away */
function fits(open: number[], from: number, to: number): boolean {
  while (open.length > 0 && (open.at(-1) ?? 0) <= from) open.pop();
  return open.length === 0 || (open.at(-1) ?? 0) >= to;
}
