import { posix } from "node:path";
import { InvalidError } from "../../contract/errors.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { RecursiveOptions } from "./volume-files.js";

/**
 * A path in a stored file system, without slashes around it; "" is its root.
 * @param what the method that got it
 * @throws InvalidError unless it is a string without ".."
 */
export function parseFilePath(what: string, path: unknown): string {
  if (typeof path !== "string") throw new InvalidError(`${what} takes a path, got ${describe(path)}.`);
  if (path.split("/").includes(".."))
    throw new InvalidError(`${what} takes a path without "..", got ${describe(path)}.`);
  return posix.join("/", path).replace(/^\/+|\/+$/g, "");
}

/** @throws InvalidError unless the option is a boolean */
export function parseRecursive(what: string, options: RecursiveOptions, normally: boolean): boolean {
  checkOptions(what, options, ["recursive"]);
  const { recursive = normally } = options;
  if (typeof recursive !== "boolean")
    throw new InvalidError(`Option "recursive" of ${what} must be true or false, got ${describe(recursive)}.`);
  return recursive;
}
