import { currentConstruction, isDecoratorContext, type MemberMark } from "./class-marks.js";
import type { Hook, HookBody, MethodOf } from "../types/cls-types.js";
import { InvalidError } from "../../contract/errors.js";
import { isGeneratorFunction } from "../../checks/function-source.js";
import { unmark } from "./marks.js";
import { memberDecorator } from "./member-decorator.js";
import { checkFlag, checkOptions, describe } from "../../checks/options.js";
import type { MethodMarker } from "../types/decorators.js";

/** What `method` takes. */
export interface MethodOptions {
  /** Whether it yields values. Default: whether it is a generator function; needed for one that returns a generator. */
  isGenerator?: boolean;
}

/** What `enter` takes. */
export interface EnterOptions {
  /** Runs before the memory snapshot is taken, for classes with `enableMemorySnapshot`. Default: false. */
  snap?: boolean;
}

/**
 * Marks a method that can be called remotely: as a wrapper, `predict = method(async (x: number) => …)`, or as a
 * decorator, `@method()`. Modal: docs/modal/classes.md#hooks.
 * @throws InvalidError for an unknown option, and where there is no function or member of a class
 */
export function method<F extends CallableFunction>(fn: F): MethodOf<F>;
export function method<F extends CallableFunction>(options: MethodOptions, fn: F): MethodOf<F>;
export function method(options?: MethodOptions): MethodMarker;
export function method(...given: readonly unknown[]): unknown {
  return member("method", given, ["isGenerator"], (fn, { isGenerator = isGeneratorFunction(fn) }: MethodOptions) => ({
    kind: "method",
    fn,
    isGenerator,
  }));
}

/**
 * Marks what runs once in each container before its first input: as a wrapper, `load = enter(async () => …)`, or as a
 * decorator, `@enter()`. If it throws, the container does not start, and the inputs that wait fail with its error.
 * Modal: docs/modal/classes.md#hooks.
 * @throws InvalidError for an unknown option, and where there is no function or member of a class
 */
export function enter(fn: HookBody): Hook;
export function enter(options: EnterOptions, fn: HookBody): Hook;
export function enter(options?: EnterOptions): MethodMarker;
export function enter(...given: readonly unknown[]): unknown {
  return member("enter", given, ["snap"], (fn, { snap = false }: EnterOptions) => ({ kind: "enter", fn, snap }));
}

/**
 * Marks what runs in each container when it stops in good order, for at most 30 seconds of virtual time: as a wrapper,
 * `close = exit(() => …)`, or as a decorator, `@exit()`. Modal: docs/modal/classes.md#hooks.
 * @throws InvalidError where there is no function or member of a class
 */
export function exit(fn: HookBody): Hook;
export function exit(): MethodMarker;
export function exit(...given: readonly unknown[]): unknown {
  return member("exit", given, [], (fn) => ({ kind: "exit", fn }));
}

function member<O extends object>(
  what: string,
  given: readonly unknown[],
  known: readonly (keyof O & string)[],
  mark: (fn: CallableFunction, options: O) => MemberMark,
): unknown {
  const [first, second] = given;
  if (isDecoratorContext(second) || typeof second === "string")
    throw new InvalidError(`@${what} got a member of a class: did you forget its parentheses? Write \`@${what}()\`.`);
  if (isWrapped(first) || isWrapped(second))
    throw new InvalidError(
      `\`${what}\` got what another wrapper has made: one is enough. A batched method is a method by itself, \`name = batched({ … }, async (lists) => …)\`.`,
    );
  const isWrapper = typeof first === "function" || given.length > 1;
  const [options, fn] = typeof first === "function" ? [{}, first] : [first ?? {}, second];
  const checked = options as O;
  checkOptions(what, checked, known);
  for (const name of known) if (checked[name] !== undefined) checkFlag(what, name, checked[name]);
  if (!isWrapper) return memberDecorator(what, (decorated) => mark(decorated, checked));
  if (typeof fn !== "function")
    throw new InvalidError(`${what} takes a function, as in \`${what}(async () => { … })\`, got ${describe(fn)}.`);
  const made = mark(fn, checked);
  return currentConstruction()?.member(made) ?? fn; // a class that is in no app stays an ordinary one
}

/** Whether `batched`, `method` or such has marked a function or made a field already. */
function isWrapped(fn: unknown): boolean {
  if (typeof fn === "function") return unmark(fn).fn !== fn;
  return typeof fn === "object" && fn !== null && "kind" in fn && "fn" in fn;
}
