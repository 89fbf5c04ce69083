import { posix } from "node:path";
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

/** The arguments of a call of `node:fs` as they are for who works in a directory of its own: this process is elsewhere. */
export function argumentsIn(directory: string, concern: Concern, args: readonly unknown[]): readonly unknown[] {
  if (concern === "pattern") return patternsIn(directory, args);
  return args.map((arg, index) => (PATHS[concern].includes(index) ? pathIn(directory, arg) : arg));
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
