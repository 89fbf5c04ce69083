import { posix } from "node:path";
import { absolutePath } from "../tree/mount-paths.js";
import type { MountView } from "./mount-view.js";
import type { Concern } from "./routing-table.js";

/** Which arguments are paths. */
const PATHS: Readonly<Record<Concern, readonly number[]>> = {
  path: [0],
  paths: [0, 1],
  folder: [0],
  folders: [0, 1],
  link: [1],
  stream: [0],
  descriptor: [],
  pattern: [],
};

/** The files that a call is about, as it says them: paths, descriptors, handles. */
export function filesOf(concern: Concern, args: readonly unknown[]): readonly unknown[] {
  const places = PATHS[concern];
  return places.length === 0 ? args.slice(0, 1) : places.map((index) => args[index]);
}

/** Functions that do not follow a link at the end of a path. */
const OF_LINKS: ReadonlySet<string> = new Set([
  ...["lchmod", "lchown", "link", "lstat", "lutimes", "readlink", "rename", "rm", "rmdir", "symlink", "unlink"],
]);

/**
 * The arguments of a call of `node:fs` as they are for a container: it may work in a directory of its own, which this
 * process does not, and means itself by `/proc/self`.
 *
 * @param name of the function, without `Sync`
 */
export function argumentsFor(
  { paths }: MountView,
  [name, concern]: readonly [name: string, concern: Concern],
  args: readonly unknown[],
): readonly unknown[] {
  const { directory } = paths;
  if (concern === "pattern") return directory === undefined ? args : patternsIn(directory, args);
  const follows = !OF_LINKS.has(name);
  const places = PATHS[concern];
  if (directory === undefined && !places.some((index) => isOfProcesses(args[index]))) return args;
  return args.map((arg, index) => {
    if (!places.includes(index)) return arg;
    const given = directory === undefined ? arg : pathIn(directory, arg);
    return isOfProcesses(given) ? (paths.placeOf(given, follows) ?? given) : given;
  });
}

/** Whether a path may begin with a link of a process. */
function isOfProcesses(path: unknown): boolean {
  if (typeof path === "string") return path.startsWith("/") && /^\/[./]*(?:proc|dev)\//.test(path);
  return path instanceof Uint8Array || path instanceof URL ? isOfProcesses(absolutePath(path) ?? "") : false;
}

/** A path, as functions of `fs` take it, that does not depend on where it is asked for. */
export function pathIn(directory: string, path: unknown): unknown {
  if (typeof path === "string") return isRelative(path) ? joined(directory, path) : path;
  if (!(path instanceof Uint8Array)) return path;
  const text = Buffer.from(path.buffer, path.byteOffset, path.byteLength).toString();
  return isRelative(text) ? Buffer.from(joined(directory, text)) : path;
}

/** An empty path is none. */
export function isRelative(path: string): boolean {
  return path !== "" && !path.startsWith("/");
}

/** `..` is left to be found: what comes before may be a link. */
function joined(directory: string, path: string): string {
  return `${directory === "/" ? "" : directory}/${path}`;
}

function patternsIn(directory: string, [patterns, options, ...rest]: readonly unknown[]): readonly unknown[] {
  const given = typeof options === "object" && options !== null ? options : {};
  const cwd: unknown = Reflect.get(given, "cwd");
  const own = cwd === undefined ? directory : typeof cwd === "string" ? posix.resolve(directory, cwd) : cwd;
  return [patterns, { ...given, cwd: own }, ...(typeof options === "function" ? [options] : []), ...rest];
}
