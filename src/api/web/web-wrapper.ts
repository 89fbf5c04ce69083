import { InvalidError } from "../../contract/errors.js";
import type { WebSettings } from "../../contract/web-settings.js";
import { isGeneratorFunction } from "../../checks/function-source.js";
import { describe, isPlainObject } from "../../checks/options.js";
import { currentConstruction, isDecoratorContext, type MemberMark } from "../marks/class-marks.js";
import { checkUnregistered, mark, unmark } from "../marks/marks.js";
import { memberDecorator } from "../marks/member-decorator.js";

/** A wrapper of web functions, under its name. */
export interface WebWrapper<O> {
  readonly what: string;
  /** How it is written, for messages. */
  readonly use: string;
  /** What the function that it takes does with an app or server, for messages: it is the function that is taken. */
  readonly factory?: "returns" | "starts";
  /** The option that a text stands for, for messages. Default: `label`. */
  optionOf?(text: string): string | undefined;
  /** @throws InvalidError for options that are none */
  parse(options: O): WebSettings;
  /** @throws InvalidError for a function that cannot be one of this kind */
  check(fn: CallableFunction): void;
  /** Hears of each function that was wrapped. */
  wrapped?(fn: CallableFunction, options: O): void;
}

/** Whether it is an app or a server of some framework, or of Node, and not a function that makes one. */
function isApp(value: unknown): boolean {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return ["fetch", "listen", "handle"].some((name) => typeof Reflect.get(value, name) === "function");
}

function unwrapped({ what, use, factory }: WebWrapper<never>, app: unknown): InvalidError {
  return new InvalidError(
    `${what} got an app or server itself, ${describe(app)}: wrap it in a function that ${factory} it, as in ${use}.`,
  );
}

/** What a wrapper makes of `(fn)`, `(options, fn)` or, as a decorator, `(options?)`. */
export function wrapWeb<O extends object>(wrapper: WebWrapper<O>, given: readonly unknown[]): unknown {
  const { what, use } = wrapper;
  const [first, second] = given;
  checkUnregistered(what, first);
  if (isDecoratorContext(second) || (typeof second === "string" && typeof first === "object" && !isPlainObject(first)))
    throw new InvalidError(`@${what} got a member of a class: did you forget its parentheses? Write \`@${what}()\`.`);
  if (typeof first === "string") {
    const option = wrapper.optionOf?.(first) ?? `label: ${describe(first)}`;
    throw new InvalidError(
      `${what} takes its options by name, got ${describe(first)}: write \`${what}({ ${option} }, …)\`.`,
    );
  }
  for (const value of [first, second])
    if (wrapper.factory !== undefined && isApp(value)) throw unwrapped(wrapper, value);
  const isBare = typeof first === "function";
  const options = (isBare ? {} : (first ?? {})) as O;
  const settings = wrapper.parse(options);
  const marked = (fn: unknown): CallableFunction => {
    checkUnregistered(what, fn);
    if (typeof fn !== "function")
      throw new InvalidError(`${what} takes a function, as in ${use}, got ${describe(fn)}.`);
    const { fn: body, ...marks } = unmark(fn);
    if (marks.web) throw new InvalidError(`\`${body.name}\` answers web requests already: one wrapper is enough.`);
    if (marks.batch)
      throw new InvalidError(`\`${body.name}\` is batched, and what is batched answers no web requests.`);
    wrapper.check(body);
    wrapper.wrapped?.(body, options);
    return fn;
  };
  const member = (fn: CallableFunction): MemberMark => ({
    kind: "method",
    fn: marked(fn),
    isGenerator: isGeneratorFunction(fn),
    web: settings,
  });
  if (!isBare && given.length < 2) return memberDecorator(what, member);
  const fn = isBare ? first : second;
  const construction = currentConstruction();
  if (construction && typeof fn === "function") return construction.member(member(fn));
  return mark(marked(fn), { web: settings });
}
