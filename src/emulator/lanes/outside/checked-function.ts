type Callable = (...args: unknown[]) => unknown;

type Check = (args: readonly unknown[]) => void;

/**
 * A function or class whose arguments are looked at before it does what it always did.
 *
 * @param check throws to refuse
 * @param construction is asked as well before something is constructed
 */
export function checkedFunction(real: unknown, check: Check, construction?: Check): unknown {
  if (typeof real !== "function") return real;
  return new Proxy(real as Callable, {
    apply: (target, self, args: readonly unknown[]) => {
      check(args);
      return Reflect.apply(target, self, args);
    },
    construct: (target, args: readonly unknown[], newTarget) => {
      check(args);
      construction?.(args);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
}
