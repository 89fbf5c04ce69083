import {
  addLegacyParameter,
  currentConstruction,
  isDecoratorContext,
  parseDecorated,
  type ParameterMark,
} from "./class-marks.js";
import type { Parameter, ParameterTypes, ParameterValue } from "../types/cls-types.js";
import { InvalidError } from "../../contract/errors.js";
import { checkFlag, checkOptions, describe } from "../../checks/options.js";
import { isParameterType, PARAMETER_TYPES, typeOfParameter } from "./parameter-type.js";
import type { ParameterMarker } from "../types/decorators.js";

const PENDING = Symbol("modal.parameter");

/**
 * Declares a field as a parameter of its class: `size = parameter({ default: "small" })`, with
 * its type if that is to be said, `parameter({ type: "string", default: "small" })`; or required, `path =
 * parameter({ type: "string" })`; as a decorator, `@parameter() accessor size = "small"`. With the name of its field in
 * front, `parameter("size", "small")`. Modal: docs/modal/classes.md#parameters.
 * @throws InvalidError for a type or default that is no string, whole number, boolean or `Uint8Array`
 */
export function parameter(options?: { init?: boolean }): ParameterMarker;
export function parameter(options: { default: string; init?: boolean }): Parameter<string>;
export function parameter(options: { default: number; init?: boolean }): Parameter<number>;
export function parameter(options: { default: boolean; init?: boolean }): Parameter<boolean>;
export function parameter(options: { default: Uint8Array; init?: boolean }): Parameter<Uint8Array>;
export function parameter<T extends ParameterValue>(options: { default: NoInfer<T>; init?: boolean }): Parameter<T>;
export function parameter<N extends keyof ParameterTypes>(options: {
  type: N;
  default: ParameterTypes[N];
  init?: boolean;
}): Parameter<ParameterTypes[N]>;
export function parameter<T extends ParameterValue = never>(options: {
  type: keyof ParameterTypes;
  default: NoInfer<T>;
  init?: boolean;
}): Parameter<T>;
export function parameter<N extends keyof ParameterTypes>(options: {
  type: N;
}): Parameter<ParameterTypes[N], "required">;
export function parameter<T extends ParameterValue>(options: { type: keyof ParameterTypes }): Parameter<T, "required">;
export function parameter<V extends ParameterValue>(name: string, value: V): Parameter<Widened<V>>;
export function parameter(name: string): Parameter<string, "required">;
export function parameter(...given: readonly unknown[]): unknown {
  if (typeof given[0] === "string")
    return declare({
      ...parseMark(given[1] === undefined || given[1] === null ? "string" : undefined, given[1] ?? undefined),
      name: given[0],
    });
  if (isDecoratorContext(given[1]) || typeof given[1] === "string")
    throw new InvalidError("@parameter got a member of a class: did you forget its parentheses? Write `@parameter()`.");
  const options = (given[0] ?? {}) as { type?: unknown; default?: unknown; init?: unknown };
  checkOptions("parameter", options, ["type", "default", "init"]);
  if (options.init !== undefined) checkFlag("parameter", "init", options.init);
  const isField = "type" in options || "default" in options;
  const mark = isField ? parseMark(options.type, options.default) : undefined;
  if (mark) return options.init === false ? mark.default : declare(mark);
  return Object.assign(decorator(options.init ?? true), { [PENDING]: true });
}

/** Whether a field was given `parameter()` without a type or default. */
export function isPendingParameter(value: unknown): boolean {
  return typeof value === "function" && PENDING in value;
}

type Widened<V> = V extends string ? string : V extends number ? number : V extends boolean ? boolean : Uint8Array;

function declare(mark: ParameterMark): unknown {
  return (currentConstruction() ?? OUTSIDE).parameter(mark);
}

const OUTSIDE = { parameter: (mark: ParameterMark): unknown => mark.default };

function parseMark(type: unknown, given: unknown): ParameterMark {
  if (type !== undefined && !isParameterType(type)) throw unsupported(describe(type));
  if (given === undefined) {
    if (type === undefined) throw unsupported("undefined");
    return { type, default: undefined };
  }
  const found = typeOfParameter(given);
  if (found === undefined) throw unsupported(describe(given));
  if (type !== undefined && type !== found)
    throw new InvalidError(`Option "default" of parameter must be of its type ${type}, got ${describe(given)}.`);
  return { type: type ?? found, default: given };
}

function unsupported(what: string): InvalidError {
  return new InvalidError(
    `${what} is not a supported modal.parameter() type or default. A parameter is one of ${PARAMETER_TYPES.join(", ")}; numbers are whole.`,
  );
}

type Initialize = (initial: unknown) => unknown;

function decorator(isInit: unknown): (...args: readonly unknown[]) => unknown {
  return (...args) => {
    const decorated = parseDecorated("@parameter()", args);
    if (decorated.syntax === "legacy") {
      if (isInit !== false) addLegacyParameter(decorated.prototype, decorated.name);
      return undefined;
    }
    const { kind, name } = decorated.context;
    if (kind !== "accessor" && kind !== "field")
      throw new InvalidError(`@parameter() belongs on a field or accessor, not on ${kind} ${describe(String(name))}.`);
    const initialize: Initialize = (initial) =>
      isInit === false
        ? initial
        : (currentConstruction()?.namedParameter(String(name), markOfInitial(initial)) ?? initial);
    return kind === "field" ? initialize : { init: initialize };
  };
}

/** The mark of a decorated field, from its initial value. */
export function markOfInitial(initial: unknown): ParameterMark {
  if (initial === undefined) return { type: undefined, default: undefined };
  return parseMark(undefined, initial);
}
