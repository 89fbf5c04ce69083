import { posix } from "node:path";
import { InvalidError } from "../../contract/errors.js";
import { describe, isPlainObject } from "../../checks/options.js";

const RESERVED: readonly string[] = ["/", "/root", "/tmp"];

/**
 * The mounts of an option such as `volumes`, by normalised path. Entries that are undefined are left out.
 * Modal: docs/modal/buckets-and-mounts.md#mount-paths.
 * @param isMountable what may be mounted, `expected` in words
 * @throws InvalidError for a path that is relative, contains `..`, is taken twice or reserved, and for a value of a
 * wrong type
 */
export function parseMounts<T extends object>(
  option: string,
  mounts: unknown,
  isMountable: (value: unknown) => value is T,
  expected: string,
): ReadonlyMap<string, T> {
  if (!isPlainObject(mounts))
    throw new InvalidError(`Option "${option}" must be an object from path to ${expected}, got ${describe(mounts)}.`);
  const parsed = new Map<string, T>();
  for (const [given, value] of Object.entries(mounts)) {
    if (value === undefined) continue;
    const path = parseMountPath(option, given);
    if (!isMountable(value))
      throw new InvalidError(`Option "${option}": ${path} must be ${expected}, got ${describe(value)}.`);
    if (parsed.has(path)) throw new InvalidError(`Option "${option}": ${path} is mounted more than once.`);
    parsed.set(path, value);
  }
  return parsed;
}

/**
 * The normalised path of a mount, without doubled and trailing slashes and `.` segments.
 * @throws InvalidError unless it is absolute, without `..`, and not `/`, `/root` or `/tmp`
 */
export function parseMountPath(option: string, given: string): string {
  if (!given.startsWith("/") || given.split("/").includes("..")) {
    throw new InvalidError(
      `Option "${option}": mount path ${describe(given)} must be a canonical, absolute path such as "/data".`,
    );
  }
  const path = posix.join(given, ".");
  const normal = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  if (RESERVED.includes(normal))
    throw new InvalidError(`Option "${option}": nothing can be mounted at ${normal}. Use a path such as "/data".`);
  return normal;
}
