/** The known name that a mistyped one most likely stands for, or undefined if none is close. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = plain(name);
  const extended = known.find((candidate) => plain(candidate).startsWith(wanted));
  if (extended !== undefined && wanted.length >= 3) return extended;
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(wanted, plain(candidate)) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, wanted.length / 3) ? best.candidate : undefined;
}

function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(from).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const replace = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      const insert = (current[column] ?? 0) + 1;
      const remove = (previous[column + 1] ?? 0) + 1;
      current.push(Math.min(replace, insert, remove));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
