import { posix } from "node:path";
import type { OwnProcess } from "../processes/process.js";
import { pathOf } from "./native-command.js";

/**
 * Copies files that `sed -i.bak` is about to change, which that of just-bash does not.
 * @returns its arguments without the suffix
 */
export function keepCopies(process: OwnProcess, args: readonly string[]): string[] {
  let suffix: string | undefined;
  const rest = args.map((arg) => {
    const [, flags, given] = /^(-[nErsuz]*i|--in-place)=?(.+)$/.exec(arg) ?? [];
    if (flags === undefined || given === undefined || suffix !== undefined) return arg;
    suffix = given;
    return flags;
  });
  if (suffix === undefined) return rest;
  for (const name of args.filter((arg) => !arg.startsWith("-"))) {
    const path = pathOf(process, name);
    const info = process.system.fs.stat(path);
    if (info?.type !== "file") continue;
    const copy = suffix.includes("*")
      ? suffix.replaceAll("*", posix.basename(path))
      : `${posix.basename(path)}${suffix}`;
    process.system.fs.writeFile(posix.resolve(posix.dirname(path), copy), process.system.fs.readFile(path), {
      mode: info.mode,
    });
  }
  return rest;
}
