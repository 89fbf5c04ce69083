import timersPromises from "node:timers/promises";
import { promisify } from "node:util";

/**
 * A function, or an object of functions, that stands for another one wherever `routed` gives one. @returns undefined if
 * `original` is neither
 */
export function routedGlobal(original: unknown, name: string, routed: () => unknown): object | undefined {
  if ((typeof original !== "function" && typeof original !== "object") || original === null) return undefined;
  // for who promisifies outside and calls inside
  const promised = promisify.custom in original ? (Reflect.get(timersPromises, name) as unknown) : undefined;
  return new Proxy(original, {
    apply: (fn, self, args) => {
      const own = routed() as CallableFunction | undefined;
      return (own ? own(...args) : Reflect.apply(fn as () => unknown, self, args)) as unknown;
    },
    get: (object, key) => {
      if (key === promisify.custom && promised !== undefined) return promised;
      const own = routed();
      const value: unknown = (own && Reflect.get(own, key)) ?? Reflect.get(object, key);
      return typeof object === "object" && typeof value === "function" ? (value.bind(object) as unknown) : value;
    },
  });
}

/** `Date`, which is another one's wherever `routed` gives one. */
export function routedDate(original: DateConstructor, routed: () => DateConstructor | undefined): DateConstructor {
  const date: DateConstructor = new Proxy(original, {
    construct: (target, args, newTarget) =>
      Reflect.construct(routed() ?? target, args, newTarget === date ? target : newTarget) as Date,
    apply: () => (routed() ?? original)(),
    get: (target, key) => {
      const own = routed() ?? target;
      if (key === "prototype") return target.prototype; // fixed, and another one if fake timers came first
      return key === Symbol.hasInstance ? (value: unknown) => value instanceof own : (Reflect.get(own, key) as unknown);
    },
  });
  return date;
}
