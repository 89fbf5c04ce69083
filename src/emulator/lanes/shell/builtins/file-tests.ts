import { isFileFor } from "../../processes/file-test.js";
import { elementOf } from "../state/shell-arithmetic.js";
import type { Shell } from "../state/shell.js";
import { isSet, scalarOf } from "../values/variable.js";
import { ownDescriptor } from "../values/descriptor-path.js";

/** `-f` and the like. */
export function testFile(shell: Shell, operator: string, path: string): boolean {
  if (operator === "-t") return shell.process.files.get(Number(path))?.isTerminal ?? false;
  if (path === "") return false;
  const { fs } = shell.system;
  const absolute = shell.path(path);
  if (operator === "-h" || operator === "-L") return fs.lstat(absolute)?.type === "symlink";
  const own = ownDescriptor(path);
  if (own !== undefined) return shell.process.files.has(own) && /^-[aerwpc]$/.test(operator);
  if (absolute === "/dev/null") return /^-[aerwc]$/.test(operator);
  const info = fs.stat(absolute);
  return info !== undefined && isFileFor(operator, absolute, info);
}

export function testFiles(shell: Shell, operator: "-nt" | "-ot" | "-ef", left: string, right: string): boolean {
  const [first, second] = [left, right].map((path) => shell.system.fs.stat(shell.path(path)));
  if (operator === "-ef") return first !== undefined && first.ino === second?.ino;
  const [older, newer] = operator === "-nt" ? [second, first] : [first, second];
  return newer !== undefined && (older === undefined || newer.mtimeMs > older.mtimeMs);
}

/** `-v`. */
export function testVariable(shell: Shell, text: string): boolean {
  const [, name = "", subscript] = /^([^[]*)(?:\[(.*)\])?$/s.exec(text) ?? [];
  if (/^\d+$/.test(name)) return shell.positional[Number(name) - 1] !== undefined;
  const variable = shell.variables.find(name);
  if (!variable) return false;
  if (subscript === "@" || subscript === "*") return isSet(variable);
  if (subscript !== undefined) return elementOf(shell, name, subscript) !== undefined;
  return scalarOf(variable) !== undefined;
}
