import { readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import { posix, resolve } from "node:path";
import { InvalidError } from "../../contract/errors.js";
import type { FileFilterDefinition, ImageDefinition, LocalFile } from "../../contract/image-definition.js";
import type { FilePredicate } from "./file-filter.js";
import { FilePatternMatcher } from "./file-pattern-matcher.js";
import { predicatesOf } from "./recorded-image.js";

/** What leaves files out, by their paths below the directory that is added. */
interface Filter {
  readonly ignores: FilePredicate;
  /** Nothing below a directory that it ignores can be wanted. */
  readonly prunes: boolean;
}

/**
 * The files of this machine that an image has, later layers over earlier ones; links are followed.
 * @throws InvalidError for what is not there
 */
export function localFiles(image: ImageDefinition): LocalFile[] {
  const found = new Map<string, string>();
  for (const layer of image.layers) {
    if (layer.kind === "addLocalFile") {
      const local = resolve(layer.local);
      if (!statOf("Image.addLocalFile", local).isFile())
        throw new InvalidError(`Image.addLocalFile: ${local} is no file; for a directory, use addLocalDir.`);
      found.set(posix.normalize(layer.remote), realpathSync(local));
    } else if (layer.kind === "addLocalDir") {
      const local = resolve(layer.local);
      if (!statOf("Image.addLocalDir", local).isDirectory())
        throw new InvalidError(`Image.addLocalDir: ${local} is no directory; for a file, use addLocalFile.`);
      const filter = filterOf(layer.ignore, predicatesOf(image));
      const remote = posix.join(layer.remote, ".").replace(/\/$/, "");
      for (const [path, real] of filesBelow(local, "", filter, [])) found.set(`${remote}/${path}`, real);
    }
  }
  return Array.from(found, ([remote, local]) => ({ remote, local }));
}

function statOf(what: string, local: string): ReturnType<typeof statSync> & object {
  const found = statSync(local, { throwIfNoEntry: false });
  if (!found) throw new InvalidError(`${what}: there is no ${local}.`);
  return found;
}

function filterOf(definition: FileFilterDefinition, predicates: readonly FilePredicate[]): Filter {
  if (definition.kind === "predicate") return { ignores: predicates[definition.index] ?? (() => false), prunes: false };
  const matcher = FilePatternMatcher.fromDefinition(definition);
  return { ignores: (path) => matcher.matches(path), prunes: matcher.canPruneDirectories() };
}

/**
 * @param directory below `root`
 * @param above real paths of the directories on the way, so that links that lead back end there
 */
function* filesBelow(
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
