import { readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import { posix, resolve } from "node:path";
import { InvalidError } from "../../contract/errors.js";
import type { FileFilterDefinition, FileLayer, LocalFile } from "../../contract/image-definition.js";
import type { FilePredicate } from "./file-filter.js";
import { FilePatternMatcher } from "./file-pattern-matcher.js";

/** What leaves files out, by their paths below the directory that is added. */
export interface Filter {
  readonly ignores: FilePredicate;
  /** Nothing below a directory that it ignores can be wanted. */
  readonly prunes: boolean;
}

/**
 * The absolute path of a local file that a layer takes.
 * @throws InvalidError if it is not there
 */
export function imageFile(what: string, local: string): string {
  const path = resolve(local);
  if (!statOf(what, path).isFile()) throw new InvalidError(`${what}: ${path} is no file.`);
  return path;
}

/** @throws InvalidError if what a layer adds is not there */
export function checkLocal(layer: FileLayer): void {
  if (layer.kind === "addLocalPythonSource") return;
  const what = `Image.${layer.kind}`;
  const local = resolve(layer.local);
  const found = statOf(what, local);
  if (layer.kind === "addLocalFile" && !found.isFile())
    throw new InvalidError(`${what}: ${local} is no file; for a directory, use addLocalDir.`);
  if (layer.kind === "addLocalDir" && !found.isDirectory())
    throw new InvalidError(`${what}: ${local} is no directory; for a file, use addLocalFile.`);
}

/**
 * The files of this machine that a layer adds, links being followed; none for modules of Python.
 * @throws InvalidError for what is not there
 */
export function localFiles(layer: FileLayer, predicates: readonly FilePredicate[]): LocalFile[] {
  checkLocal(layer);
  if (layer.kind === "addLocalPythonSource") return [];
  const local = resolve(layer.local);
  if (layer.kind === "addLocalFile") return [{ remote: posix.normalize(layer.remote), local: realpathSync(local) }];
  const remote = posix.join(layer.remote, ".").replace(/\/$/, "");
  return Array.from(filesBelow(local, "", filterOf(layer.ignore, predicates), []), ([path, real]) => ({
    remote: `${remote}/${path}`,
    local: real,
  }));
}

function statOf(what: string, local: string): ReturnType<typeof statSync> & object {
  const found = statSync(local, { throwIfNoEntry: false });
  if (!found) throw new InvalidError(`${what}: there is no ${local}.`);
  return found;
}

/** @param predicates of the image */
export function filterOf(definition: FileFilterDefinition, predicates: readonly FilePredicate[]): Filter {
  if (definition.kind === "predicate") return { ignores: predicates[definition.index] ?? (() => false), prunes: false };
  const matcher = FilePatternMatcher.fromDefinition(definition);
  return { ignores: (path) => matcher.matches(path), prunes: matcher.canPruneDirectories() };
}

/**
 * The files in a directory and below it that a filter lets pass, with where they are, links being followed.
 * @param directory below `root`
 * @param above real paths of the directories on the way, so that links that lead back end there
 */
export function* filesBelow(
  root: string,
  directory: string,
  filter: Filter,
  above: readonly string[],
): Generator<readonly [path: string, real: string]> {
  const real = realpathSync(posix.join(root, directory));
  if (above.includes(real)) return;
  for (const entry of readdirSync(real, { withFileTypes: true }).toSorted(byName)) {
    const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
    const local = real === "/" ? `/${entry.name}` : `${real}/${entry.name}`;
    const found = entry.isSymbolicLink() ? statSync(local, { throwIfNoEntry: false }) : entry;
    if (found?.isDirectory()) {
      if (!(filter.prunes && filter.ignores(path))) yield* filesBelow(root, path, filter, [...above, real]);
    } else if (found?.isFile() && !filter.ignores(path)) yield [path, found === entry ? local : realpathSync(local)];
  }
}

function byName(one: Dirent, other: Dirent): number {
  return one.name < other.name ? -1 : 1;
}
