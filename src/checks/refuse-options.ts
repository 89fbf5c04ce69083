import { isAsyncFunction } from "./function-source.js";
import { checkOptions, isPlainObject } from "./options.js";

type Method = (...args: unknown[]) => unknown;

/**
 * Has methods without options refuse some: JavaScript would drop them without a word.
 * @param target a class, for its static methods, or its prototype
 * @param arities how many arguments each of the methods takes
 * @param label what messages call it. Default: the name of the class
 * @throws InvalidError that names the first option, from the methods
 */
export function refuseOptions(target: object, arities: Readonly<Record<string, number>>, label?: string): void {
  for (const [name, arity] of Object.entries(arities)) {
    const real = Reflect.get(target, name) as Method;
    const owner = (self: object = target): string =>
      label ?? (typeof self === "function" ? self.name : self.constructor.name);
    const check = (self: object, given: unknown): void => {
      if (isPlainObject(given)) checkOptions(`${owner(self)}.${name}`, given, []);
    };
    const value = isAsyncFunction(real)
      ? async function (this: object, ...args: unknown[]): Promise<unknown> {
          check(this, args[arity]);
          return Reflect.apply(real, this, args);
        }
      : function (this: object, ...args: unknown[]): unknown {
          check(this, args[arity]);
          return Reflect.apply(real, this, args);
        };
    Object.defineProperty(value, "name", { value: name });
    Object.defineProperty(target, name, { value, writable: true, configurable: true });
  }
}
