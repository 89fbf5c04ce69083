import { nearestName } from "../../checks/nearest-name.js";
import { negatedName, optionName, type OptionSpec } from "./option-spec.js";
import { parseValue } from "./parse-value.js";

export interface ParsedOptions {
  /** By the name of the option; options that were not given are absent. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The first word that is no option, and all after it; all words that are none, where options may stand among them. */
  readonly rest: readonly string[];
}

/** What is wrong with the command line. */
export class OptionError extends Error {
  override name = "OptionError";
}

export class UnknownOptionError extends OptionError {
  /** As it was typed. */
  readonly option: string;

  constructor(option: string, hint: string) {
    super(`No such option: ${option}${hint}`);
    this.option = option;
  }
}

/**
 * Reads options up to the first word that is none, or among all of them. Given twice, an option's last value holds, unless it is repeated.
 * @throws OptionError for an unknown option, or a value that is missing or ill-typed
 */
export function parseOptions(specs: readonly OptionSpec[], words: readonly string[], isMixed = false): ParsedOptions {
  const values: Record<string, unknown> = {};
  const rest: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "--") return { values, rest: [...rest, ...words.slice(index + 1)] };
    if (!/^-[^\d.]/.test(word)) {
      if (!isMixed) return { values, rest: words.slice(index) };
      rest.push(word);
      continue;
    }
    const [name, inline] = splitAssignment(word);
    const found = findSpec(specs, name);
    if (!found) throw new UnknownOptionError(name, suggestion(specs, name));
    const { spec, isNegated } = found;
    if (spec.type === "boolean" || spec.type === "flag") {
      if (inline !== undefined) throw new OptionError(`Option ${name} does not take a value.`);
      values[spec.name] = !isNegated;
      continue;
    }
    const text = inline ?? words[++index];
    if (text === undefined || (inline === undefined && (text === "--help" || findSpec(specs, text))))
      throw new OptionError(`Option ${name} needs a value.`);
    const parsed = parseValue(spec.type, spec.choices, text);
    if (!parsed.ok) throw new OptionError(`Invalid value for ${name}: "${text}" is not ${parsed.expected}.`);
    values[spec.name] = spec.isRepeated ? [...((values[spec.name] as unknown[]) ?? []), parsed.value] : parsed.value;
  }
  return { values, rest };
}

function splitAssignment(word: string): [name: string, value: string | undefined] {
  const at = word.indexOf("=");
  return word.startsWith("--") && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, undefined];
}

function findSpec(specs: readonly OptionSpec[], word: string): { spec: OptionSpec; isNegated: boolean } | undefined {
  const spec = specs.find(
    ({ name, short }) => optionName(name) === word || (short !== undefined && `-${short}` === word),
  );
  if (spec) return { spec, isNegated: false };
  const negated = specs.find(({ name, type }) => type === "boolean" && negatedName(name) === word);
  return negated && { spec: negated, isNegated: true };
}

function suggestion(specs: readonly OptionSpec[], word: string): string {
  const near = nearestName(
    word.replace(/^-+/, ""),
    specs.map(({ name }) => optionName(name).slice(2)),
  );
  return near === undefined ? "." : `. Did you mean --${near}?`;
}
