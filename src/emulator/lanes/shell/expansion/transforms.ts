import type { Operation } from "../parsing/tree.js";
import type { Shell } from "../state/shell.js";
import { unescapeText } from "../values/shell-escapes.js";
import { quoteAlways, quoteDouble } from "../values/shell-quoting.js";
import { attributesOf, entriesOf, isSet } from "../values/variable.js";
import { splitSubscript, type Value } from "./parameters.js";
import { expandPrompt } from "./prompt-text.js";

/** `${x@Q}` and the like. */
export async function transform(
  shell: Shell,
  parameter: string,
  value: Value,
  operator: Operation<"Transform">["operator"],
): Promise<Value> {
  const { name, subscript } = splitSubscript(parameter);
  const variable = shell.variables.find(name);
  switch (operator) {
    case "a": {
      const letters = variable ? attributesOf(variable) : "";
      return value.kind === "list"
        ? { ...value, items: value.items.map(() => letters) }
        : { kind: "text", text: letters };
    }
    case "A": {
      if (value.kind === "list" && subscript === undefined) {
        return { kind: "text", text: `set -- ${value.items.map(quoteAlways).join(" ")}` };
      }
      if (!variable || !isSet(variable)) return { kind: "text", text: "" };
      const letters = attributesOf(variable);
      const prefix = letters === "" ? "" : `declare -${letters} `;
      if (value.kind === "text") return { kind: "text", text: `${prefix}${name}=${quoteAlways(value.text ?? "")}` };
      const entries = entriesOf(variable).map(([key, item]) => `[${key}]=${quoteDouble(item)}`);
      return { kind: "text", text: `${prefix}${name}=(${entries.join(" ")}${variable.table ? " " : ""})` };
    }
    case "K":
    case "k": {
      if (value.kind === "text") return mapText(value, quoteAlways);
      const keys = value.keys ?? value.items.map((_, index) => String(index + 1));
      if (operator === "k") return { ...value, items: value.items.flatMap((item, index) => [keys[index] ?? "", item]) };
      const pairs = value.items.map((item, index) => `${keys[index]} ${quoteDouble(item)}`);
      return { kind: "text", text: pairs.join(" ") + (variable?.table ? " " : "") };
    }
    case "P": {
      const items = value.kind === "list" ? value.items : [value.text ?? ""];
      const expanded = await Promise.all(items.map((item) => expandPrompt(shell, item)));
      return value.kind === "list" ? { ...value, items: expanded } : { kind: "text", text: expanded[0] };
    }
    case "Q":
      return mapText(value, quoteAlways);
    case "E":
      return mapText(value, (text) => unescapeText(text).text);
    case "U":
      return mapText(value, (text) => text.toUpperCase());
    case "u":
      return mapText(value, (text) => text.slice(0, 1).toUpperCase() + text.slice(1));
    case "L":
      return mapText(value, (text) => text.toLowerCase());
  }
}

function mapText(value: Value, apply: (text: string) => string): Value {
  if (value.kind === "list") return { ...value, items: value.items.map(apply) };
  return { kind: "text", text: value.text === undefined ? undefined : apply(value.text) };
}
