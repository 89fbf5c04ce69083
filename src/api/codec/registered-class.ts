/** Key under which what users see of an instance of a class of an app says what it is. */
export const INSTANCE: unique symbol = Symbol("modal.instance");

/** Key under which what users see of a class of an app has its handle. */
export const HANDLE: unique symbol = Symbol("modal.handle");

const FACADE = Symbol("modal.facade");

/**
 * Remembers on a class what stands for it, for those who hold the class itself: under a decorator, its name still means
 * the class.
 */
export function registerClass(target: object, facade: object): void {
  Object.defineProperty(target, FACADE, { value: facade, configurable: true });
}

export function registeredClass(target: unknown): object | undefined {
  return typeof target === "function" && Object.hasOwn(target, FACADE)
    ? (target as unknown as { [FACADE]: object })[FACADE]
    : undefined;
}

/** Whether an app has made something a class: it is what stands for it, or the class under a decorator. */
export function isRegistered(target: unknown): boolean {
  return typeof target === "function" && (HANDLE in target || registeredClass(target) !== undefined);
}
