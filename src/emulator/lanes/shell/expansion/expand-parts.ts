import { rawParts } from "../parsing/raw-words.js";
import { NEGATION } from "../parsing/source-marks.js";
import type { Part, WordPart } from "../parsing/tree.js";
import type { PartsContext } from "../state/evaluator.js";
import type { Shell } from "../state/shell.js";
import { LineAbort } from "../values/control.js";
import { expandArithmetic } from "./arithmetic-text.js";
import type { Fields } from "../values/fields.js";
import { applyOperation, type Alternative } from "./operations.js";
import { parameterValue, type Value } from "./parameters.js";
import { commandOutput, substituteProcess } from "./substitutions.js";
import { expandTilde } from "./tilde.js";

export async function expandParts(
  shell: Shell,
  parts: readonly WordPart[],
  fields: Fields,
  context: PartsContext,
): Promise<void> {
  for (const [index, part] of parts.entries()) {
    await expandPart(shell, part, fields, context, parts[index - 1]);
  }
}

async function expandPart(
  shell: Shell,
  part: WordPart,
  fields: Fields,
  context: PartsContext,
  before: WordPart | undefined,
): Promise<void> {
  const quoted = context.quoted ?? false;
  switch (part.type) {
    case "Literal":
      if (context.splitsLiterals && !quoted) fields.split(part.value);
      else fields.add(part.value, quoted ? "quoted" : "literal");
      return;
    case "SingleQuoted":
    case "Escaped":
      return fields.add(part.value, "quoted");
    case "DoubleQuoted":
      return expandQuoted(shell, part, fields);
    case "Glob":
      return expandGlob(shell, part, fields, context);
    case "TildeExpansion":
      return addTilde(shell, part, fields, before);
    case "ParameterExpansion":
      return expandParameter(shell, part, fields, context);
    case "CommandSubstitution":
      return addText(await commandOutput(shell, part.body.statements), fields, quoted);
    case "ArithmeticExpansion":
      return addText(String(await expandArithmetic(shell, part.expression.originalText ?? "")), fields, quoted);
    case "ProcessSubstitution":
      return fields.add(await substituteProcess(shell, part.body.statements, part.direction), "quoted");
    case "BraceExpansion":
      // braces of words have been expanded before; what is left stands for itself
      return fields.add("", "literal");
  }
}

async function expandQuoted(shell: Shell, part: Part<"DoubleQuoted">, fields: Fields): Promise<void> {
  // "$@" without anything is no word at all; "" is one
  if (part.parts.length === 0 || part.parts.some((each) => !mayVanish(each))) fields.add("", "quoted");
  await expandParts(shell, part.parts, fields, { quoted: true });
}

function mayVanish(part: WordPart): boolean {
  if (part.type !== "ParameterExpansion") return false;
  if (part.operation?.type === "ArrayKeys") return !part.operation.star;
  if (part.operation?.type === "VarNamePrefix") return !part.operation.star;
  if (part.operation?.type === "Length") return false;
  if (part.operation?.type === "Indirection") return true;
  return part.parameter === "@" || part.parameter.endsWith("[@]");
}

async function expandGlob(shell: Shell, part: Part<"Glob">, fields: Fields, context: PartsContext): Promise<void> {
  const pattern = part.pattern.replaceAll(`@(${NEGATION}`, "!(");
  if (context.quoted) return fields.add(pattern, "quoted");
  if (!/[$`'"\\]/.test(pattern)) return fields.add(pattern, "active");
  const parts = rawParts(shell.parser, pattern, { quotes: "word", pattern: true });
  for (const each of parts) {
    if (each.type === "Glob") fields.add(each.pattern, "active");
    else await expandPart(shell, each, fields, context, undefined);
  }
}

function addTilde(shell: Shell, part: Part<"TildeExpansion">, fields: Fields, before: WordPart | undefined): void {
  const written = `~${part.user ?? ""}`;
  const begins =
    before === undefined || (before.type === "Literal" && /^[A-Za-z_]\w*(?:\[.*\])?\+?=|:$/s.test(before.value));
  const path = begins ? expandTilde(shell, part.user ?? "") : undefined;
  fields.add(path ?? written, path === undefined ? "literal" : "quoted");
}

function addText(text: string, fields: Fields, quoted: boolean): void {
  if (quoted) fields.add(text, "quoted");
  else fields.split(text);
}

async function expandParameter(
  shell: Shell,
  part: Part<"ParameterExpansion">,
  fields: Fields,
  context: PartsContext,
): Promise<void> {
  const { parameter, operation } = part;
  if (operation) {
    const result = await applyOperation(shell, parameter, operation, context.quoted ?? false);
    if (result.kind === "word") return addAlternative(shell, result, fields, context);
    return addValue(shell, result, fields, context.quoted ?? false);
  }
  if (parameter === "") throw new LineAbort("${}: bad substitution");
  const value = await parameterValue(shell, parameter);
  if (value.kind === "text" && value.text === undefined) checkBound(shell, parameter);
  addValue(shell, value, fields, context.quoted ?? false);
}

/** @throws LineAbort under `set -u` */
export function checkBound(shell: Shell, parameter: string): void {
  if (!shell.options.has("nounset")) return;
  const shown = /^\d+$/.test(parameter) ? `$${parameter}` : parameter;
  throw new LineAbort(`${shown}: unbound variable`, { code: 127, fatal: true });
}

async function addAlternative(
  shell: Shell,
  { word }: Alternative,
  fields: Fields,
  { quoted = false }: PartsContext,
): Promise<void> {
  if (!quoted) return expandParts(shell, word.parts, fields, { splitsLiterals: true });
  for (const part of word.parts) {
    if (part.type === "DoubleQuoted") await expandQuoted(shell, part, fields);
    else await expandParts(shell, [part], fields, { quoted: true });
  }
}

function addValue(shell: Shell, value: Value, fields: Fields, quoted: boolean): void {
  if (value.kind === "text") return addText(value.text ?? "", fields, quoted);
  const separator = (shell.variables.get("IFS") ?? " ").slice(0, 1);
  if (value.star && (quoted || !fields.splits)) {
    return fields.add(value.items.join(separator), quoted ? "quoted" : "active");
  }
  if (!fields.splits) return addText(value.items.join(" "), fields, quoted);
  for (const [index, item] of value.items.entries()) {
    if (index > 0) fields.next();
    addText(item, fields, quoted);
  }
}
