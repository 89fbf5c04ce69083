import type { ReadyAssignment } from "../expansion/assignments.js";
import type { Shell } from "../state/shell.js";
import { CommandError } from "../values/control.js";

/**
 * A command that runs in the shell itself.
 * @returns its code
 * @throws CommandError with what it tells
 */
export type Builtin = (shell: Shell, args: readonly string[], name: string) => number | Promise<number>;

/** One whose arguments may be assignments. */
export type Declaration = (shell: Shell, args: readonly (string | ReadyAssignment)[]) => number | Promise<number>;

/** Letters before the other arguments; `undefined` values: without an argument. */
export interface ParsedOptions {
  readonly flags: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/**
 * @param known letters; those with `:` after them take an argument
 * @throws CommandError as builtins do it
 */
export function parseOptions(name: string, args: readonly string[], known: string, usage: string): ParsedOptions {
  const flags = new Map<string, string>();
  let index = 0;
  for (; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--") {
      index++;
      break;
    }
    if (!arg.startsWith("-") || arg === "-") break;
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at] ?? "";
      const place = letter === ":" ? -1 : known.indexOf(letter);
      if (place < 0) throw new CommandError(`${name}: -${letter}: invalid option\n${name}: usage: ${usage}`, 2);
      if (known[place + 1] !== ":") {
        flags.set(letter, "");
        continue;
      }
      const value = at + 1 < arg.length ? arg.slice(at + 1) : args[++index];
      if (value === undefined)
        throw new CommandError(`${name}: -${letter}: option requires an argument\n${name}: usage: ${usage}`, 2);
      flags.set(letter, value);
      break;
    }
  }
  return { flags, rest: args.slice(index) };
}
