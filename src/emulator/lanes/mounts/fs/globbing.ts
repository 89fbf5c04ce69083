import type { Dirent } from "node:fs";
import { posix } from "node:path";
import type { MountView } from "./mount-view.js";
import { nodeDirent } from "./node-stats.js";
import { toPath } from "./arguments.js";

export interface GlobOptions {
  readonly cwd?: string | URL;
  readonly exclude?: readonly string[] | ((entry: string | Dirent) => boolean);
  readonly withFileTypes?: boolean;
}

/** Where a pattern begins to be one. */
const MAGIC = /[*?[{(!+@]/;

/** The directory that all matches of a pattern are in, absolute. */
export function globRoot(pattern: string, cwd: string): string {
  const steps = pattern.split("/");
  const magic = steps.findIndex((step) => MAGIC.test(step));
  return posix.resolve(cwd, steps.slice(0, magic < 0 ? -1 : magic).join("/") || (pattern.startsWith("/") ? "/" : "."));
}

export function globDirectory({ cwd }: GlobOptions = {}): string {
  return posix.resolve(process.cwd(), cwd === undefined ? "." : toPath(cwd, "options.cwd"));
}

/** What matches patterns in mounts, in the order of names; a pattern that begins above a mount finds nothing in it. */
export function* glob(
  { volume: { tree } }: MountView,
  patterns: string | readonly string[],
  options: GlobOptions = {},
): Generator<string | Dirent> {
  const cwd = globDirectory(options);
  const { exclude } = options;
  const isExcluded = (path: string, entry: Dirent): boolean => {
    if (typeof exclude === "function") return exclude(options.withFileTypes ? entry : path);
    return (exclude ?? []).some(
      (pattern) => posix.matchesGlob(path, pattern) || posix.matchesGlob(posix.resolve(cwd, path), pattern),
    );
  };
  const found = new Set<string>();
  for (const pattern of [patterns].flat()) {
    const isAbsolute = pattern.startsWith("/");
    const whole = posix.resolve(cwd, pattern);
    const onlyDirectories = pattern.endsWith("/");
    const visit = function* (path: string): Generator<string | Dirent> {
      const link = tree.walk(path, false);
      if (typeof link === "string") return;
      const node = link.getNode();
      const entry = nodeDirent(posix.basename(path), node, posix.dirname(path));
      const shown = isAbsolute ? path : posix.relative(cwd, path) || ".";
      if (isExcluded(shown, entry)) return;
      if (!found.has(shown) && (path === whole || matches(path, whole)) && (!onlyDirectories || node.isDirectory())) {
        found.add(shown);
        yield options.withFileTypes ? entry : shown;
      }
      if (!mayMatchBelow(path, whole)) return;
      const directory = node.isSymlink() && followsLinkAt(path, whole) ? tree.walk(path, true) : link;
      if (typeof directory === "string") return;
      for (const name of tree.names(directory).toSorted()) yield* visit(posix.join(path, name));
    };
    yield* visit(globRoot(pattern, cwd));
  }
}

function mayMatchBelow(path: string, pattern: string): boolean {
  return pattern.includes("**") || path === "/" || path.split("/").length < pattern.split("/").length;
}

/** Links to directories are followed where the pattern names them. */
function followsLinkAt(path: string, pattern: string): boolean {
  return pattern === path || pattern.startsWith(`${path}/`);
}

/** `a/**` finds `a` itself, too. */
function matches(path: string, pattern: string): boolean {
  return (
    posix.matchesGlob(path, pattern) ||
    (pattern.endsWith("/**") && posix.matchesGlob(path, pattern.slice(0, -"/**".length)))
  );
}
