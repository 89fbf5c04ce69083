import { posix } from "node:path";
import { shellError } from "./system-errors.js";
import type { OpenFile } from "./open-file.js";
import type { OwnProcess } from "./process.js";

const STANDARD: Readonly<Record<string, number>> = { "/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2 };

/** The number that a path such as `/dev/fd/3` or `/dev/stdin` stands for. */
export function descriptorOf(path: string): number | undefined {
  const [, number] = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path) ?? [];
  return number === undefined ? STANDARD[path] : Number(number);
}

/**
 * Opens what a process calls by its path: also what it has open itself, such as `/dev/stdin`, `/dev/fd/3` and
 * `/dev/tty`. Retained once.
 * @param path relative to its folder
 * @throws ShellError as `System.open`; ENXIO, if there is no terminal
 */
export function openOwn(
  process: OwnProcess,
  path: string,
  flags: "r" | "w" | "a" | "r+" | "wx",
  mode?: number,
): OpenFile {
  if (path === "") throw shellError("ENOENT");
  const resolved = posix.resolve(process.cwd, path);
  const fd = descriptorOf(resolved);
  if (fd === undefined && resolved !== "/dev/tty")
    return process.system.open(path.endsWith("/") && resolved !== "/" ? `${resolved}/` : resolved, flags, mode);
  const own =
    fd === undefined ? [...process.files.values()].find(({ isTerminal }) => isTerminal) : process.files.get(fd);
  if (!own) throw shellError(fd === undefined ? "ENXIO" : "ENOENT");
  own.retain();
  return own;
}
