import { markMethod, parseDecorated, type MemberMark } from "./class-marks.js";
import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";

/** A decorator of methods, under its name. @throws InvalidError where it stands above something else */
export function memberDecorator(
  what: string,
  mark: (fn: CallableFunction) => MemberMark,
): (...args: readonly unknown[]) => void {
  return (...args) => {
    const { value } = parseDecorated(`@${what}()`, args);
    if (typeof value !== "function")
      throw new InvalidError(
        `@${what}() belongs on a method, got ${describe(value)}. A field takes the wrapper: \`name = ${what}(async () => { … })\`.`,
      );
    markMethod(mark(value));
  };
}
