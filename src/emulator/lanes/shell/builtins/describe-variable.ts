import type { ShellFunction } from "../state/evaluator.js";
import type { ScriptParser } from "../parsing/script-parser.js";
import { quoteDouble } from "../values/shell-quoting.js";
import { attributesOf, entriesOf, isSet, type Variable } from "../values/variable.js";

/** As `declare -p` has it. */
export function describeVariable(name: string, variable: Variable): string {
  const prefix = `declare -${attributesOf(variable) || "-"} ${name}`;
  if (!isSet(variable)) return prefix;
  if (variable.value !== undefined) return `${prefix}=${quoteDouble(variable.value)}`;
  const elements = entriesOf(variable).map(([key, value]) => `[${quoteKey(key)}]=${quoteDouble(value)}`);
  return `${prefix}=(${elements.join(" ")}${variable.table && elements.length > 0 ? " " : ""})`;
}

function quoteKey(key: string): string {
  return /^[\w.+-]+$/.test(key) ? key : quoteDouble(key);
}

/** As `declare -f` has it: text that defines it again. */
export function describeFunction(parser: ScriptParser, name: string, { body }: ShellFunction): string {
  const texts =
    body.type === "Group" ? body.body.map((each) => parser.statementText(each)) : [parser.commandText(body)];
  const lines = texts.map((text, index) => {
    const separated = index < texts.length - 1 && !text.endsWith("&") && !text.includes("\n");
    return `    ${text}${separated ? ";" : ""}\n`;
  });
  return `${name} () \n{ \n${lines.join("")}}\n`;
}
