import { InvalidError } from "../../contract/errors.js";
import { checkChoices } from "../../checks/check-choices.js";
import { checkOptions } from "../../checks/options.js";

interface ArgumentTypes {
  readonly string: string;
  readonly number: number;
  readonly integer: number;
  readonly boolean: boolean;
  readonly date: Date;
}

/** One command-line option of an entrypoint. */
export interface EntrypointArgument {
  readonly type: keyof ArgumentTypes;
  /** Without a default the option is required. */
  readonly default?: string | number | boolean | Date;
  /** The only values allowed. */
  readonly choices?: readonly string[];
  readonly description?: string;
}

/** Options of the command line that an entrypoint declares, by the name of their property: `upTo` is `--up-to`. */
export type EntrypointArguments = Readonly<Record<string, EntrypointArgument>>;

/** What an entrypoint receives for its declared arguments. */
export type EntrypointValues<A extends EntrypointArguments> = {
  -readonly [K in keyof A]: A[K] extends { readonly choices: readonly (infer C)[] } ? C : ArgumentTypes[A[K]["type"]];
};

/** What `app.localEntrypoint` takes beside the function. */
export interface EntrypointOptions {
  /** Default: the function's name. */
  name?: string;
  /**
   * Options of the command line. Default: inferred from the parameter's own defaults, as in `({ url = "…", n = 3 })`.
   */
  args?: EntrypointArguments;
}

const TYPES: ReadonlySet<string> = new Set([
  "string",
  "number",
  "integer",
  "boolean",
  "date",
] satisfies (keyof ArgumentTypes)[]);

/**
 * A function that runs in the host, with how the command line calls it. Modal: docs/modal/apps.md#local-entrypoints,
 * docs/modal/command-line.md#arguments.
 */
export class LocalEntrypoint {
  readonly name: string;
  readonly args: EntrypointArguments | undefined;
  readonly call: CallableFunction;

  constructor(options: EntrypointOptions, fn: CallableFunction) {
    if (typeof fn !== "function")
      throw new InvalidError(
        "app.localEntrypoint needs the function: `app.localEntrypoint(async function main() { … })`.",
      );
    checkOptions("app.localEntrypoint", options, ["name", "args"]);
    const name = options.name ?? fn.name;
    if (!name)
      throw new InvalidError(
        "A local entrypoint needs a name: write `async function main() { … }`, or give the option `name`.",
      );
    for (const [key, argument] of Object.entries(options.args ?? {})) {
      const what = `Local entrypoint \`${name}\`: argument \`${key}\``;
      if (!TYPES.has(argument.type))
        throw new InvalidError(`${what} has the type "${argument.type}"; known are ${[...TYPES].join(", ")}.`);
      checkChoices(what, argument);
    }
    this.name = name;
    this.args = options.args;
    this.call = fn;
  }
}
