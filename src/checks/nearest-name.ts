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

const SHOWN = 10;

/** What may be meant by a name that does not exist, or else what there is: a sentence for the end of a message. */
export function meantBy(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  if (nearest !== undefined) return `Did you mean "${nearest}"?`;
  if (known.length === 0) return "There are none.";
  const more = known.length - SHOWN;
  return `There ${known.length === 1 ? "is" : "are"} ${known.slice(0, SHOWN).join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

/** What to say of a function that no app of a world has had, of those that there have been; nothing of one of these. */
export function functionHint(name: string, known: ReadonlySet<string>): string {
  return known.has(name) ? "" : `: no app of this world has had a function of that name. ${meantBy(name, [...known])}`;
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

/** Two neighbours that have changed places count as one mistake. */
function editDistance(from: string, to: string): number {
  let before: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 0; row < from.length; row++) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column++) {
      const isSwapped = row > 0 && column > 0 && from[row] === to[column - 1] && from[row - 1] === to[column];
      current.push(
        Math.min(
          (previous[column] ?? 0) + (from[row] === to[column] ? 0 : 1),
          (current[column] ?? 0) + 1,
          (previous[column + 1] ?? 0) + 1,
          isSwapped ? (before[column - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [before, previous] = [previous, current];
  }
  return previous.at(-1) ?? 0;
}
