import { InvalidError } from "../../contract/errors.js";
import { FilePatternMatcher } from "./file-pattern-matcher.js";
import { describe } from "../../checks/options.js";
import type { FileFilterDefinition } from "../../contract/image-definition.js";

/** Tells whether to leave a file out. */
export type FilePredicate = (path: string) => boolean;

/** Which files to leave out: patterns, a matcher, or a function of the path. */
export type FileFilter = readonly string[] | FilePatternMatcher | FilePredicate;

/**
 * The plain form of a filter, and the functions with the one that it may be.
 * @throws InvalidError for anything else
 */
export function parseFileFilter(
  filter: FileFilter,
  predicates: readonly FilePredicate[],
): { definition: FileFilterDefinition; predicates: readonly FilePredicate[] } {
  if (filter instanceof FilePatternMatcher) return { definition: filter.definition, predicates };
  if (typeof filter === "function") {
    return { definition: { kind: "predicate", index: predicates.length }, predicates: [...predicates, filter] };
  }
  if (!Array.isArray(filter))
    throw new InvalidError(
      `Option "ignore" must be patterns, a FilePatternMatcher or a function, got ${describe(filter)}.`,
    );
  return { definition: new FilePatternMatcher(filter).definition, predicates };
}
