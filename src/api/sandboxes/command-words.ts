import { InvalidError } from "../../contract/errors.js";
import { describe, isPlainObject } from "../../checks/options.js";

const LONGEST_COMMAND = 65_536;

/**
 * The words of a command and the options that come behind them, given as `("ls", "-l", { … })` or `(["ls", "-l"], { … })`.
 * @throws InvalidError for anything but strings, more than 65,536 bytes of them, and NUL
 */
export function wordsAndOptions<O extends object>(
  what: string,
  args: readonly unknown[],
): { readonly words: readonly string[]; readonly options: O } {
  const last = args.at(-1);
  const options = isPlainObject(last) ? (last as O) : ({} as O);
  const given = isPlainObject(last) ? args.slice(0, -1) : args.at(-1) === undefined ? args.slice(0, -1) : args;
  const words: readonly unknown[] = given.length === 1 && Array.isArray(given[0]) ? (given[0] as unknown[]) : given;
  checkCommand(what, words);
  return { words, options };
}

/** @throws InvalidError for anything but strings, more than 65,536 bytes of them, and NUL */
export function checkCommand(what: string, words: readonly unknown[]): asserts words is readonly string[] {
  let length = 0;
  for (const word of words) {
    if (typeof word !== "string") throw new InvalidError(`${what} takes a command of strings, got ${describe(word)}.`);
    if (word.includes("\0")) throw new InvalidError(`${what}: a word of a command cannot contain NUL.`);
    length += Buffer.byteLength(word);
  }
  if (length > LONGEST_COMMAND)
    throw new InvalidError(`${what} takes a command of at most ${LONGEST_COMMAND} bytes, got ${length}.`);
}
