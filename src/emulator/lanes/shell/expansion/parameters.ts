import { elementOf } from "../state/shell-arithmetic.js";
import type { Shell } from "../state/shell.js";
import { LineAbort } from "../values/control.js";
import { entriesOf, type Variable } from "../values/variable.js";
import { expandSubscript } from "./subscripts.js";

/** What a parameter is: one text, or the elements of `@` and `*`. */
export type Value =
  | { readonly kind: "text"; readonly text: string | undefined }
  | {
      readonly kind: "list";
      readonly items: readonly string[];
      readonly star: boolean;
      readonly keys?: readonly string[];
    };

const SUBSCRIPTED = /^([A-Za-z_]\w*)\[(.*)\]$/s;

export function splitSubscript(parameter: string): { readonly name: string; readonly subscript: string | undefined } {
  const found = SUBSCRIPTED.exec(parameter);
  return found ? { name: found[1] ?? "", subscript: found[2] ?? "" } : { name: parameter, subscript: undefined };
}

export async function parameterValue(shell: Shell, parameter: string): Promise<Value> {
  const { name, subscript } = splitSubscript(parameter);
  if (subscript !== undefined) return elementValue(shell, name, subscript);
  if (name === "@" || name === "*") return { kind: "list", items: shell.positional, star: name === "*" };
  const special = specialParameter(shell, name);
  if (special !== undefined) return { kind: "text", text: special.text };
  const target = shell.variables.resolve(name);
  if (target.subscript !== undefined) return elementValue(shell, target.name, target.subscript);
  return { kind: "text", text: shell.variables.get(name) };
}

async function elementValue(shell: Shell, name: string, subscript: string): Promise<Value> {
  if (subscript === "@" || subscript === "*") {
    const entries = entriesOf(shell.variables.find(name) ?? EMPTY);
    const items = entries.map(([, value]) => value);
    return { kind: "list", items, keys: entries.map(([key]) => key), star: subscript === "*" };
  }
  const key = await expandSubscript(shell, name, subscript);
  try {
    return { kind: "text", text: elementOf(shell, name, key) };
  } catch (error) {
    if (!(error instanceof LineAbort) || !error.message.endsWith("bad array subscript")) throw error;
    await shell.complain(error.message);
    return { kind: "text", text: "" };
  }
}

const EMPTY: Variable = {
  value: undefined,
  list: undefined,
  table: undefined,
  exported: false,
  readonly: false,
  integer: false,
  letters: undefined,
  reference: false,
};

/** `$?`, `$1` and the like; `undefined` if it is a name. */
function specialParameter(shell: Shell, name: string): { readonly text: string | undefined } | undefined {
  if (/^\d+$/.test(name)) return { text: name === "0" ? shell.name : shell.positional[Number(name) - 1] };
  switch (name) {
    case "?":
      return { text: String(shell.status) };
    case "#":
      return { text: String(shell.positional.length) };
    case "$":
      return { text: String(shell.pid) };
    case "!":
      return { text: shell.lastBackground === undefined ? undefined : String(shell.lastBackground) };
    case "":
      return { text: shell.lastBackground === undefined ? undefined : String(shell.lastBackground) };
    case "-":
      return { text: flagsOf(shell) };
    default:
      return undefined;
  }
}

function flagsOf(shell: Shell): string {
  const letters = shell.options.letters();
  const interactive = shell.interactive ? "i" : "";
  const mode = shell.mode === "command" ? "c" : shell.mode === "stdin" ? "s" : "";
  const [lower, upper] = [letters.replace(/[A-Z]/g, ""), letters.replace(/[a-z]/g, "")];
  return (
    Array.from(lower + interactive)
      .toSorted()
      .join("") +
    upper +
    mode
  );
}
