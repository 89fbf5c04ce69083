import type { Operation, ParameterOperation, WordNode } from "../parsing/tree.js";
import type { Shell } from "../state/shell.js";
import { LineAbort } from "../values/control.js";
import { lettersOf } from "../values/shell-text.js";
import { entriesOf } from "../values/variable.js";
import { expandPartsToText } from "./parts-to-text.js";
import { expandArithmetic } from "./arithmetic-text.js";
import { assignParameter } from "./assign-parameter.js";
import { parameterValue, splitSubscript, type Value } from "./parameters.js";
import { changeCase, removePattern, replacePattern } from "./text-operations.js";
import { transform } from "./transforms.js";

/** The word of `${x:-word}` stands for it. */
export interface Alternative {
  readonly kind: "word";
  readonly word: WordNode;
}

export async function applyOperation(
  shell: Shell,
  parameter: string,
  operation: ParameterOperation,
  quoted: boolean,
): Promise<Value | Alternative> {
  switch (operation.type) {
    case "Indirection":
      return indirect(shell, parameter, operation, quoted);
    case "ArrayKeys": {
      const variable = shell.variables.find(operation.array);
      const items = variable ? entriesOf(variable).map(([key]) => key) : [];
      return { kind: "list", items, star: operation.star };
    }
    case "VarNamePrefix": {
      const items = shell.variables.names().filter((name) => name.startsWith(operation.prefix));
      return { kind: "list", items, star: operation.star };
    }
    case "BadSubstitution":
      throw new LineAbort(`\${${operation.text.replace(/^\$\{|\}$/g, "")}}: bad substitution`);
    case "LengthSliceError":
      throw new LineAbort(`\${#${parameter}}: bad substitution`);
    case "DefaultValue":
    case "AssignDefault":
    case "ErrorIfUnset":
    case "UseAlternative":
      return applyDefault(shell, parameter, operation);
    default:
      return change(shell, parameter, operation);
  }
}

type Default = Operation<"DefaultValue" | "AssignDefault" | "ErrorIfUnset" | "UseAlternative">;
type Change = Operation<
  "Length" | "Substring" | "PatternRemoval" | "PatternReplacement" | "CaseModification" | "Transform"
>;

async function applyDefault(shell: Shell, parameter: string, operation: Default): Promise<Value | Alternative> {
  const value = await parameterValue(shell, parameter);
  const missing = isMissing(shell, value, operation.checkEmpty);
  switch (operation.type) {
    case "DefaultValue":
      return missing ? { kind: "word", word: operation.word } : value;
    case "UseAlternative":
      return missing ? { kind: "text", text: "" } : { kind: "word", word: operation.word };
    case "AssignDefault": {
      if (!missing) return value;
      const text = await expandPartsToText(shell, operation.word.parts);
      await assignParameter(shell, parameter, text);
      return { kind: "text", text: (await parameterValue(shell, parameter).then(textOf)) ?? text };
    }
    case "ErrorIfUnset": {
      if (!missing) return value;
      const word = operation.word ? await expandPartsToText(shell, operation.word.parts) : "";
      const message = word || (operation.checkEmpty ? "parameter null or not set" : "parameter not set");
      throw new LineAbort(`${parameter}: ${message}`, { code: 127, fatal: true });
    }
  }
}

function textOf(value: Value): string | undefined {
  return value.kind === "text" ? value.text : value.items.join(" ");
}

function isMissing(shell: Shell, value: Value, checkEmpty: boolean): boolean {
  if (value.kind === "text") return value.text === undefined || (checkEmpty && value.text === "");
  if (value.items.length === 0) return true;
  const separator = value.star ? (shell.variables.get("IFS") ?? " ").slice(0, 1) : " ";
  return checkEmpty && value.items.join(separator) === "";
}

async function indirect(
  shell: Shell,
  parameter: string,
  operation: Operation<"Indirection">,
  quoted: boolean,
): Promise<Value | Alternative> {
  const own = shell.variables.findOwn(parameter);
  let target = own?.reference ? own.value : textOf(await parameterValue(shell, parameter));
  if (parameter === "") target = "!";
  if (own?.reference) return { kind: "text", text: target };
  if (target === undefined || target === "") {
    throw new LineAbort(
      target === undefined ? `${parameter}: invalid indirect expansion` : `${target}: invalid variable name`,
    );
  }
  if (!/^(?:[A-Za-z_]\w*(?:\[.*\])?|\d+|[@*#?$!-])$/s.test(target)) {
    throw new LineAbort(`${target}: invalid variable name`);
  }
  if (operation.innerOp) return applyOperation(shell, target, operation.innerOp, quoted);
  return parameterValue(shell, target);
}

async function change(shell: Shell, parameter: string, operation: Change): Promise<Value> {
  const value = await parameterValue(shell, parameter);
  if (value.kind === "text" && value.text === undefined && shell.options.has("nounset")) {
    throw new LineAbort(`${parameter}: unbound variable`, { code: 127, fatal: true });
  }
  switch (operation.type) {
    case "Length": {
      const length = value.kind === "list" ? value.items.length : lettersOf(value.text ?? "").length;
      return { kind: "text", text: String(length) };
    }
    case "Substring":
      return substring(shell, parameter, value, operation);
    case "Transform":
      return transform(shell, parameter, value, operation.operator);
    case "PatternRemoval":
      return each(value, await removePattern(shell, operation));
    case "PatternReplacement":
      return each(value, await replacePattern(shell, operation));
    case "CaseModification":
      return each(value, await changeCase(shell, operation));
  }
}

function each(value: Value, apply: (text: string) => string): Value {
  if (value.kind === "list") return { ...value, items: value.items.map(apply) };
  return { kind: "text", text: value.text === undefined ? undefined : apply(value.text) };
}

async function substring(
  shell: Shell,
  parameter: string,
  value: Value,
  operation: Operation<"Substring">,
): Promise<Value> {
  if (value.kind === "text" && value.text === undefined) return value;
  const offset = Number(await expandArithmetic(shell, operation.offset.originalText ?? ""));
  const written = operation.length?.originalText;
  const length = operation.length ? Number(await expandArithmetic(shell, written ?? "")) : undefined;
  if (value.kind === "text") {
    const letters = lettersOf(value.text ?? "");
    const begin = offset < 0 ? letters.length + offset : offset;
    if (begin < 0) return { kind: "text", text: "" };
    const end = endOf(begin, length, letters.length, written ?? "");
    return { kind: "text", text: letters.slice(begin, end).join("") };
  }
  const { name, subscript } = splitSubscript(parameter);
  if (length !== undefined && length < 0) throw new LineAbort(`${written}: substring expression < 0`);
  if (subscript === undefined) {
    const items = [shell.name, ...value.items];
    const begin = offset < 0 ? items.length + offset : offset;
    if (begin < 0) return { ...value, items: [] };
    const from = offset === 0 ? items : items.slice(begin);
    return { ...value, items: length === undefined ? from : from.slice(0, length) };
  }
  return { ...value, items: slice(shell, name, value.items, offset, length) };
}

/** Positions of an indexed array are its indexes. */
function slice(shell: Shell, name: string, items: readonly string[], offset: number, length?: number): string[] {
  const variable = shell.variables.find(name);
  const keys = variable?.list ? entriesOf(variable).map(([key]) => Number(key)) : items.map((_, index) => index);
  const begin = offset < 0 ? (keys.at(-1) ?? -1) + 1 + offset : offset;
  if (begin < 0) return [];
  const from = items.filter((_, index) => (keys[index] ?? 0) >= begin);
  return length === undefined ? from : from.slice(0, length);
}

function endOf(begin: number, length: number | undefined, size: number, written: string): number {
  if (length === undefined) return size;
  const end = length < 0 ? size + length : begin + length;
  if (end < begin) throw new LineAbort(`${written.trim()}: substring expression < 0`);
  return end;
}
