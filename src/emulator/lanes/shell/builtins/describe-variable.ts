import type { ShellFunction } from "../state/evaluator.js";
import type { ScriptNode } from "../parsing/tree.js";
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
export async function describeFunction(name: string, definition: ShellFunction): Promise<string> {
  const { serialize } = await import("just-bash");
  const { body } = definition;
  const statements = body.type === "Group" ? body.body : undefined;
  if (!statements) return `${name} () \n{ \n    ${text(serialize, [wrap(body)])}\n}\n`;
  const lines = statements.map((statement) => `    ${text(serialize, [statement])}`);
  return `${name} () \n{ \n${lines.join(";\n")}\n}\n`;
}

function text(serialize: (script: ScriptNode) => string, statements: ScriptNode["statements"]): string {
  return serialize({ type: "Script", statements }).trimEnd();
}

function wrap(body: ShellFunction["body"]): ScriptNode["statements"][number] {
  const pipelines = [{ type: "Pipeline" as const, commands: [body], negated: false }];
  return { type: "Statement", pipelines, operators: [], background: false };
}
