import { AsyncLocalStorage } from "node:async_hooks";
import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";
import type { BatchSettings } from "../../contract/function-settings.js";
import type { WebSettings } from "../../contract/web-settings.js";
import type { ParameterType } from "../../contract/app-definition.js";

/** What a member of a class is for. */
export type MemberMark =
  | {
      readonly kind: "method";
      readonly fn: CallableFunction;
      readonly isGenerator: boolean;
      readonly batch?: BatchSettings;
      readonly web?: WebSettings;
    }
  | { readonly kind: "enter"; readonly fn: CallableFunction; readonly snap: boolean }
  | { readonly kind: "exit"; readonly fn: CallableFunction };

/** A parameter as it was declared. */
export interface ParameterMark {
  /** `undefined` for a decorated one without a default: any kind of parameter will do. */
  readonly type: ParameterType | undefined;
  /** `undefined` if it is required. */
  readonly default: unknown;
  /** The name that it has been given, which is that of its field. */
  readonly name?: string;
}

/**
 * Hears of the marks of a class while an instance of it is constructed, in order of definition; returns what the fields
 * become.
 */
export interface Construction {
  member(mark: MemberMark): unknown;
  parameter(mark: ParameterMark): unknown;
  /** A parameter under a decorator, whose name is known. */
  namedParameter(name: string, mark: ParameterMark): unknown;
}

const constructions = new AsyncLocalStorage<Construction>();

/** The construction that the running code belongs to; none for a class that its user constructs. */
export function currentConstruction(): Construction | undefined {
  return constructions.getStore();
}

export function whileConstructing<T>(construction: Construction, construct: () => T): T {
  return constructions.run(construction, construct);
}

const MARK = Symbol("modal.mark");

/** Marks a method of a prototype, under a decorator. */
export function markMethod(mark: MemberMark): void {
  const earlier = markOf(mark.fn);
  if (earlier && (earlier.kind === "method") !== (mark.kind === "method")) {
    throw new InvalidError(
      `Member ${describe(mark.fn.name)} of a class cannot be both a method and a hook (${earlier.kind} and ${mark.kind}): split it in two.`,
    );
  }
  if (earlier?.kind === "method" && mark.kind === "method")
    throw new InvalidError(
      `Member ${describe(mark.fn.name)} of a class is marked as a method twice. A batched method is a method by itself: remove the decorator \`@method()\`.`,
    );
  Object.defineProperty(mark.fn, MARK, { value: mark, configurable: true });
}

export function markOf(value: unknown): MemberMark | undefined {
  return typeof value === "function" ? (value as { [MARK]?: MemberMark })[MARK] : undefined;
}

const LEGACY_PARAMETERS = Symbol("modal.parameters");

/** Names of the fields of a prototype that decorators of TypeScript's older kind declare as parameters. */
export function legacyParameters(prototype: object): readonly string[] {
  return Object.hasOwn(prototype, LEGACY_PARAMETERS)
    ? (prototype as { [LEGACY_PARAMETERS]: string[] })[LEGACY_PARAMETERS]
    : [];
}

export function addLegacyParameter(prototype: object, name: string): void {
  Object.defineProperty(prototype, LEGACY_PARAMETERS, {
    value: [...legacyParameters(prototype), name],
    configurable: true,
  });
}

/** What a decorator is called with, in either kind. */
export type Decorated =
  | { readonly syntax: "standard"; readonly value: unknown; readonly context: DecoratorContext }
  | { readonly syntax: "legacy"; readonly prototype: object; readonly name: string; readonly value: unknown };

/** @throws InvalidError if what is decorated is no member of instances that its user can name */
export function parseDecorated(what: string, args: readonly unknown[]): Decorated {
  const [first, second, third] = args;
  if (isDecoratorContext(second)) {
    if (second.kind === "class")
      throw new InvalidError(`${what} belongs on a member of a class, not on the class ${describe(second.name)}.`);
    if (second.static || second.private || typeof second.name !== "string")
      throw new InvalidError(
        `${what} belongs on a public member of instances, not on ${second.static ? "static" : "private"} member ${describe(String(second.name))}.`,
      );
    return { syntax: "standard", value: first, context: second };
  }
  if (typeof first === "object" && first !== null && typeof second === "string") {
    return {
      syntax: "legacy",
      prototype: first,
      name: second,
      value: (third as PropertyDescriptor | undefined)?.value,
    };
  }
  if (typeof first === "function")
    throw new InvalidError(`${what} belongs on a member of instances of a class, not on ${describe(first)}.`);
  throw new InvalidError(`${what} is a decorator of members of a class, got ${describe(first)}.`);
}

export function isDecoratorContext(value: unknown): value is DecoratorContext {
  return typeof value === "object" && value !== null && "kind" in value && "name" in value && "addInitializer" in value;
}
