const TELLING_PREFIX = 4;

/** The known name that a mistyped one most likely stands for, or undefined if none is close. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = plain(name);
  return known
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, plain(candidate)) }))
    .toSorted((a, b) => a.distance - b.distance)
    .find(
      ({ candidate, distance }) =>
        distance <= wanted.length / 3 || distance <= 1 || beginAlike(wanted, plain(candidate)),
    )?.candidate;
}

/** Completing a name is as good as spelling it right: `timeout` is nearest to `timeoutMs`. */
function distanceOf(wanted: string, candidate: string): number {
  return wanted.length >= 3 && candidate.startsWith(wanted) ? 0 : editDistance(wanted, candidate);
}

function beginAlike(wanted: string, candidate: string): boolean {
  return wanted.length >= TELLING_PREFIX && candidate.startsWith(wanted.slice(0, TELLING_PREFIX));
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
