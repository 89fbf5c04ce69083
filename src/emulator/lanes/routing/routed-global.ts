import timersPromises from "node:timers/promises";
import { promisify } from "node:util";

/**
 * A function, or an object of functions, that stands for another one wherever `routed` gives one. @returns undefined if
 * `original` is neither
 * @param behind what is called otherwise, if that changes
 */
export function routedGlobal(
  original: unknown,
  name: string,
  routed: () => unknown,
  behind: () => unknown = () => original,
): object | undefined {
  if ((typeof original !== "function" && typeof original !== "object") || original === null) return undefined;
  // for who promisifies outside and calls inside
  const promised = promisify.custom in original ? (Reflect.get(timersPromises, name) as unknown) : undefined;
  return new Proxy(original, {
    apply: (_, self, args) => {
      const own = routed() as CallableFunction | undefined;
      return (own ? own(...args) : Reflect.apply(behind() as () => unknown, self, args)) as unknown;
    },
    get: (object, key) => {
      if (key === promisify.custom && promised !== undefined) return promised;
      const own = routed();
      const value: unknown = (own && Reflect.get(own, key)) ?? Reflect.get(behind() as object, key);
      return typeof object === "object" && typeof value === "function" ? (value.bind(object) as unknown) : value;
    },
  });
}

/** `Date`, which is another one's wherever `routed` gives one. @param behind which it is otherwise */
export function routedDate(
  original: DateConstructor,
  routed: () => DateConstructor | undefined,
  behind: () => DateConstructor,
): DateConstructor {
  const { now } = original;
  /** For who takes it from a `Date` outside and calls it inside. */
  const routedNow = routedGlobal(now, "now", () => routed()?.now);
  const date: DateConstructor = new Proxy(original, {
    construct: (target, args, newTarget) =>
      Reflect.construct(routed() ?? behind(), args, newTarget === date ? target : newTarget) as Date,
    apply: () => (routed() ?? behind())(),
    get: (target, key) => {
      if (key === "prototype") return target.prototype; // fixed, and another one if fake timers came first
      const own = routed() ?? behind();
      if (key === Symbol.hasInstance) return (value: unknown) => value instanceof own;
      const value: unknown = Reflect.get(own, key); // once: where another routing is behind, it asks whose time it is
      return key === "now" && value === now ? routedNow : value;
    },
  });
  return date;
}
