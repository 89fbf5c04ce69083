import { InvalidArgumentError, Option } from "commander";
import type { OptionValues } from "../options/command-options.js";
import { optionName, type OptionSpec } from "../options/option-spec.js";
import { parseValue } from "../options/parse-value.js";
import { PLACEHOLDERS } from "../options/format-options.js";
import type { CommandLine } from "./command-line.js";

/** Lets a command take options. Given twice, an option's last value holds, unless it is repeated. */
export function addOptions(command: CommandLine, specs: readonly OptionSpec[]): CommandLine {
  for (const spec of specs) command.addOption(toOption(command, spec));
  return command;
}

/** @returns what {@link addOptions} has a command take, as it was given */
export function optionValues(command: CommandLine, specs: readonly OptionSpec[]): OptionValues {
  const given = command.opts();
  const entries = specs.map((spec): [string, unknown] => [spec.name, valueOf(spec, given)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The library takes `--no-x` for the opposite of `--x`. */
function valueOf({ name, type }: OptionSpec, given: Readonly<Record<string, unknown>>): unknown {
  const [, positive] = /^--no-(.+)$/.exec(optionName(name)) ?? [];
  const value = given[attributeOf(positive ?? name)];
  if (positive !== undefined) return value === false ? true : undefined;
  return value === false && type !== "boolean" ? undefined : value;
}

function toOption(command: CommandLine, spec: OptionSpec): Option {
  const { name, type, short, choices, placeholder, defaultText, description = "", isRequired, isRepeated } = spec;
  const flags = short === undefined ? optionName(name) : `-${short}, ${optionName(name)}`;
  const note = defaultText === undefined ? "" : ` [default: ${defaultText}]`;
  if (type === "flag" || type === "boolean") return new Option(flags, description + note);
  const value = choices ? choices.join("|") : (placeholder ?? PLACEHOLDERS[type]);
  const option = new Option(`${flags} <${value}>`, description + note).makeOptionMandatory(isRequired);
  if (choices) option.argChoices = [...choices];
  return option.argParser((text: string, before: unknown) => {
    if (command.options.some((other) => other.long === text || other.short === text))
      throw new InvalidArgumentError(`=Option ${optionName(name)} needs a value.`);
    const parsed = parseValue(type, choices, text);
    if (!parsed.ok) throw new InvalidArgumentError(parsed.expected);
    return isRepeated ? [...((before as unknown[] | undefined) ?? []), parsed.value] : parsed.value;
  });
}

/** As the library names the value of an option. */
function attributeOf(name: string): string {
  return optionName(name)
    .slice(2)
    .replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
