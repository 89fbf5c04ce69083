import { createRequire } from "node:module";
import type { Expression, Pattern, Property } from "acorn";
import { InvalidError } from "../contract/errors.js";

/** What a parameter's default says of its type. */
export interface Default {
  /** `undefined` if it is not a literal. */
  readonly literal: string | number | boolean | undefined;
  /** Its source text. */
  readonly text: string;
}

export interface Named {
  readonly name: string;
  readonly default: Default | undefined;
}

/** One parameter: a value, or an object taken apart into several. */
export type Slot =
  | { readonly kind: "value"; readonly named: Named }
  | { readonly kind: "object"; readonly members: readonly Named[] };

/** The parameters of a function, as its source has them. */
export type Signature = { readonly kind: "slots"; readonly slots: readonly Slot[] } | { readonly kind: "rest" };

/**
 * Reads a function's parameters from its source text. Types are gone at run time; names and defaults are not.
 * @param what names the function in errors
 * @throws InvalidError if the command line cannot give what a parameter wants
 */
export function readSignature(what: string, fn: CallableFunction): Signature {
  const { params, source } = parseFunction(what, Function.prototype.toString.call(fn));
  if (params.some(({ type }) => type === "RestElement")) {
    if (params.length > 1)
      throw new InvalidError(
        `${what}: a rest parameter takes everything on the command line, so it cannot stand beside other parameters.`,
      );
    return { kind: "rest" };
  }
  return { kind: "slots", slots: params.map((pattern) => readSlot(what, pattern, source)) };
}

function readSlot(what: string, pattern: Pattern, source: string): Slot {
  const target = pattern.type === "AssignmentPattern" ? pattern.left : pattern;
  if (target.type !== "ObjectPattern") return { kind: "value", named: readNamed(what, undefined, pattern, source) };
  const members = target.properties.map((property) => {
    if (property.type === "RestElement")
      throw new InvalidError(
        `${what}: \`...\` inside its parameter has no names that could become options. Declare its \`args\`.`,
      );
    return readNamed(what, keyOf(what, property), property.value, source);
  });
  return { kind: "object", members };
}

function readNamed(what: string, key: string | undefined, pattern: Pattern, source: string): Named {
  const [target, given] = pattern.type === "AssignmentPattern" ? [pattern.left, pattern.right] : [pattern, undefined];
  const name = key ?? (target.type === "Identifier" ? target.name : undefined);
  if (name === undefined || (key !== undefined && target.type !== "Identifier")) {
    throw new InvalidError(
      `${what}: its parameter \`${sourceOf(pattern, source)}\` cannot become an option of the command line.`,
    );
  }
  return { name, default: given && { literal: literalOf(given), text: sourceOf(given, source) } };
}

function keyOf(what: string, { key, computed }: Pick<Property, "key" | "computed">): string {
  if (!computed && key.type === "Identifier") return key.name;
  if (!computed && key.type === "Literal" && typeof key.value === "string") return key.value;
  throw new InvalidError(
    `${what}: its parameter has a key without a fixed name, which cannot become an option of the command line.`,
  );
}

function literalOf(node: Expression): string | number | boolean | undefined {
  if (node.type === "Literal")
    return typeof node.value === "string" || typeof node.value === "number" || typeof node.value === "boolean"
      ? node.value
      : undefined;
  if (node.type === "TemplateLiteral" && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  if (node.type !== "UnaryExpression" || (node.operator !== "-" && node.operator !== "+")) return undefined;
  const operand = literalOf(node.argument);
  if (typeof operand !== "number") return undefined;
  return node.operator === "-" ? -operand : operand;
}

/** An expression, or a method (`name() {}`), which is none by itself; of a class, its constructor. */
function parseFunction(what: string, text: string): { params: readonly Pattern[]; source: string } {
  for (const source of [`(${text})`, `({ ${text} })`]) {
    const node = tryParse(source);
    const found =
      node?.type === "ObjectExpression" && node.properties[0]?.type === "Property" ? node.properties[0].value : node;
    if (node?.type === "ClassExpression") {
      const [constructor] = node.body.body.filter(
        (member) => member.type === "MethodDefinition" && member.kind === "constructor",
      );
      if (constructor?.type === "MethodDefinition") return { params: constructor.value.params, source };
    }
    if (found?.type === "FunctionExpression" || found?.type === "ArrowFunctionExpression")
      return { params: found.params, source };
  }
  throw new InvalidError(
    `${what}: unable to generate a command line interface, because its source text cannot be read. Declare the \`args\` of a local entrypoint that calls it.`,
  );
}

type Acorn = typeof import("acorn");

let loaded: Acorn | undefined;

/** Loaded with its first use: most apps have none. */
function acorn(): Acorn {
  return (loaded ??= createRequire(import.meta.url)("acorn") as Acorn);
}

function tryParse(text: string): Expression | undefined {
  try {
    return acorn().parseExpressionAt(text, 0, { ecmaVersion: "latest", sourceType: "module" });
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function sourceOf({ start, end }: { start: number; end: number }, source: string): string {
  return source.slice(start, end);
}
