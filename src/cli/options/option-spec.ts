/**
 * How the text of a value is read. `flag` is `--x` alone, `boolean` the pair `--x`/`--no-x`, `literal` a JSON literal
 * or else the text itself.
 */
export type ValueType = "string" | "number" | "integer" | "boolean" | "flag" | "date" | "literal";

/** One option of the command line. */
export interface OptionSpec {
  /** Under which its value is handed on. */
  readonly name: string;
  readonly type: ValueType;
  /** One letter, for `-q`. */
  readonly short?: string | undefined;
  /** It may be given several times: its value is a list. */
  readonly isRepeated?: true | undefined;
  /** Without this option, the command is not complete. */
  readonly isRequired: boolean;
  /** What stands for the value in the help, for example `PATH`. */
  readonly placeholder?: string | undefined;
  /** What holds when the option is not given, as it is shown in the help. */
  readonly defaultText?: string | undefined;
  readonly choices?: readonly string[] | undefined;
  readonly description?: string | undefined;
}

/** `maxPages` and `max_pages` are `--max-pages` on the command line. */
export function optionName(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2");
  return `--${words.replaceAll("_", "-").toLowerCase()}`;
}

/** The option that says no to a `boolean`. */
export function negatedName(name: string): string {
  return `--no-${optionName(name).slice(2)}`;
}
