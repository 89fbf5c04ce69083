import { negatedName, optionName, type OptionSpec, type ValueType } from "./option-spec.js";

export const PLACEHOLDERS: Readonly<Record<Exclude<ValueType, "boolean" | "flag">, string>> = {
  string: "TEXT",
  number: "NUMBER",
  integer: "INTEGER",
  date: "DATE",
  literal: "VALUE",
};

/** Options as rows of two columns: how they are written, and what they do. */
export function formatOptions(specs: readonly OptionSpec[]): string {
  const rows = [
    ...specs.map((spec) => [spelling(spec), explanation(spec)] as const),
    ["-h, --help", "Show this and exit."] as const,
  ];
  const width = Math.min(32, Math.max(...rows.map(([left]) => left.length)));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd()).join("\n");
}

function spelling({ name, type, short, choices, placeholder }: OptionSpec): string {
  const option = short === undefined ? optionName(name) : `-${short}, ${optionName(name)}`;
  if (type === "flag") return option;
  if (type === "boolean") return `${option} / ${negatedName(name)}`;
  return `${option} ${choices ? choices.join("|") : (placeholder ?? PLACEHOLDERS[type])}`;
}

function explanation({ name, type, description, defaultText, isRequired }: OptionSpec): string {
  const shown =
    type === "boolean" ? (defaultText === "true" ? optionName(name) : negatedName(name)).slice(2) : defaultText;
  const note = isRequired ? "[required]" : defaultText === undefined ? "" : `[default: ${shown}]`;
  return [description, note].filter(Boolean).join("  ");
}
