import type { EntrypointArgument, EntrypointArguments } from "../../api/app/local-entrypoint.js";
import { optionInterface, type CommandInterface } from "./command-interface.js";
import type { OptionSpec } from "./option-spec.js";

/** The options that a local entrypoint declares by its `args`. */
export function declaredInterface(what: string, args: EntrypointArguments): CommandInterface {
  const entries = Object.entries(args);
  const defaults = Object.fromEntries(
    entries.flatMap(([name, argument]) => (argument.default === undefined ? [] : [[name, argument.default]])),
  );
  return optionInterface(
    what,
    entries.map(([name, argument]) => specOf(name, argument)),
    (values) => [{ ...defaults, ...values }],
  );
}

function specOf(name: string, { type, default: value, choices, description }: EntrypointArgument): OptionSpec {
  const defaultText = value === undefined ? undefined : value instanceof Date ? value.toISOString() : String(value);
  return { name, type, isRequired: value === undefined, defaultText, choices, description };
}
