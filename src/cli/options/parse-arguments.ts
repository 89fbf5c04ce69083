import type { CommandInterface } from "./command-interface.js";
import { formatOptions } from "./format-options.js";
import { optionName } from "./option-spec.js";
import { OptionError, parseOptions, UnknownOptionError } from "./parse-options.js";
import { UsageError } from "../endings/usage-error.js";

/** The words after the reference, read for one runnable. */
export type ParsedArguments = { readonly kind: "help" } | { readonly kind: "call"; readonly args: readonly unknown[] };

/**
 * Reads a runnable's own arguments.
 * @param reference as it was typed, for the usage
 * @param ofCommand whether an option, as it was typed, is one of the command's
 * @throws UsageError for an unknown option, an ill-typed value, or a required one that is missing
 */
export function parseArguments(
  reference: string,
  how: CommandInterface,
  words: readonly string[],
  ofCommand: (option: string) => boolean = () => false,
): ParsedArguments {
  if (how.kind === "words")
    return words[0] === "--help"
      ? { kind: "help" }
      : { kind: "call", args: words[0] === "--" ? words.slice(1) : words };
  try {
    const help = how.specs.some(({ name }) => name === "help")
      ? []
      : [{ name: "help", short: "h", type: "flag", isRequired: false } as const];
    const { values, rest } = parseOptions([...how.specs, ...help], words);
    if (help.length > 0 && values["help"] === true) return { kind: "help" };
    if (rest.length > 0)
      throw new OptionError(`Unexpected argument: ${rest[0]}. Arguments are given by name, as in --name value.`);
    for (const { name, isRequired } of how.specs)
      if (isRequired && !Object.hasOwn(values, name)) throw new OptionError(`Missing option ${optionName(name)}.`);
    return { kind: "call", args: how.bind(values) };
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const message =
      error instanceof UnknownOptionError && ofCommand(error.option)
        ? `${error.option} is an option of the command: it stands before the file, as in \`run ${error.option} … ${reference}\`.`
        : error.message;
    throw new UsageError(message, argumentsHelp(reference, undefined, how));
  }
}

/** @param what names the runnable, for a heading */
export function argumentsHelp(reference: string, what: string | undefined, how: CommandInterface): string {
  const usage = `Usage: modal-emulator run [options] ${reference}${how.kind === "words" ? " [words]" : " [arguments]"}`;
  const heading = what === undefined ? "Arguments:" : `Arguments of ${what.charAt(0).toLowerCase()}${what.slice(1)}:`;
  return `${usage}\n\n${heading}\n${how.kind === "words" ? "  Every word is passed on as it is." : formatOptions(how.specs)}`;
}
