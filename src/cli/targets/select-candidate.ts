import { nearestName } from "../../checks/nearest-name.js";
import type { Candidate } from "./collect-candidates.js";
import { ReportedError } from "../endings/reported-error.js";
import type { Runnable } from "./runnable.js";

/** Several things fit a reference, or nothing does. Exit code 1, as on Modal. */
export class NotUniqueError extends ReportedError {
  override name = "NotUniqueError";
}

/**
 * The one candidate that a path means; of several, the one with the best priority.
 * Modal: docs/modal/command-line.md#run.
 * @param reference as it was typed
 * @throws NotUniqueError listing everything that can be run
 */
export function selectCandidate(
  reference: string,
  path: string | undefined,
  candidates: readonly Candidate[],
): Runnable {
  const fitting =
    path === undefined
      ? candidates
      : candidates.filter(({ names }) => names.some((name) => name === path || name.startsWith(`${path}.`)));
  const best = Math.min(...fitting.map(({ priority }) => priority));
  const [chosen, ...others] = fitting.filter(({ priority }) => priority === best);
  if (chosen && others.length === 0) return chosen.runnable;
  throw new NotUniqueError(candidateText(reference, path, candidates, fitting.length > 0));
}

function candidateText(
  reference: string,
  path: string | undefined,
  candidates: readonly Candidate[],
  isFitting: boolean,
): string {
  const file = path === undefined ? reference : reference.slice(0, -path.length - 2);
  if (candidates.length === 0)
    return `${file} has nothing to run: no app with a function or a local entrypoint is made in it.`;
  const near =
    path === undefined
      ? undefined
      : nearestName(
          path,
          candidates.flatMap(({ names }) => names),
        );
  const problem =
    path !== undefined && !isFitting
      ? `There is no "${path}" in ${file}.${near === undefined ? "" : ` Did you mean "${near}"?`}`
      : `More than one thing in ${file} could be meant${path === undefined ? "" : ` by "${path}"`}.`;
  const list = candidates.map(({ names }) => `  ${names.join(" / ")}`).join("\n");
  return `${problem} Specify a Modal Function or local entrypoint to run, as in \`${file}::${candidates[0]?.names[0] ?? "name"}\`:\n${list}`;
}
