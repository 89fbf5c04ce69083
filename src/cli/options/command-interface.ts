import { InvalidError } from "../../contract/errors.js";
import { negatedName, optionName, type OptionSpec } from "./option-spec.js";

export type OptionValues = Readonly<Record<string, unknown>>;

/** How a runnable is called from the command line: by options, or with every word as an argument. */
export type CommandInterface =
  | { readonly kind: "options"; readonly specs: readonly OptionSpec[]; bind(values: OptionValues): readonly unknown[] }
  | { readonly kind: "words" };

/** @throws InvalidError if two parameters would become the same option */
export function optionInterface(
  what: string,
  specs: readonly OptionSpec[],
  bind: (values: OptionValues) => readonly unknown[],
): CommandInterface {
  const owners = new Map<string, string>();
  for (const { name, type } of specs) {
    for (const option of type === "boolean" ? [optionName(name), negatedName(name)] : [optionName(name)]) {
      const owner = owners.get(option);
      if (owner !== undefined)
        throw new InvalidError(
          `${what}: its parameters \`${owner}\` and \`${name}\` are both ${option} on the command line. Rename one of them.`,
        );
      owners.set(option, name);
    }
  }
  return { kind: "options", specs, bind };
}
