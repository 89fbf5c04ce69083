/**
 * An object that answers as `target` does, except for some members. Own members that are written stay with the overlay.
 * @param binds methods of `target` need it as their `this`
 * @param make makes further members when they are first asked for; `undefined` leaves them as `target` has them
 */
export function overlay<T extends object>(
  target: T,
  members: object,
  binds = false,
  make?: (key: PropertyKey) => unknown,
): T {
  const own: Record<PropertyKey, unknown> = Object.create(null, Object.getOwnPropertyDescriptors(members)) as Record<
    PropertyKey,
    unknown
  >;
  // A proxy may not contradict the fixed properties of its target: the stand-in has none. What is called or constructed
  // has to be itself.
  const standIn =
    typeof target === "function" ? target : (Object.create(Object.getPrototypeOf(target) as object | null) as T);
  return new Proxy(standIn, {
    get(_target, key) {
      if (key in own) return own[key];
      const made = make?.(key);
      if (made !== undefined) return (own[key] = made);
      const value: unknown = Reflect.get(target, key, target);
      if (!binds || typeof value !== "function") return value;
      return (own[key] = value.bind(target) as unknown);
    },
    set(_target, key, value) {
      own[key] = value;
      return true;
    },
    has: (_target, key) => key in own || key in target,
    deleteProperty: (_target, key) => delete own[key],
    defineProperty(_target, key, descriptor) {
      Object.defineProperty(own, key, { ...descriptor, configurable: true });
      return true;
    },
    getOwnPropertyDescriptor(_target, key) {
      const found = Object.getOwnPropertyDescriptor(own, key) ?? Object.getOwnPropertyDescriptor(target, key);
      return found && { ...found, configurable: true };
    },
    ownKeys: () => [...new Set([...Reflect.ownKeys(target), ...Reflect.ownKeys(own)])],
  });
}
