/** Key under which what users see of an instance of a class of an app says what it is. */
export const INSTANCE: unique symbol = Symbol("modal.instance");

/** Key under which what users see of a class of an app has its handle. */
export const HANDLE: unique symbol = Symbol("modal.handle");

const FACE = Symbol("modal.face");

/**
 * Remembers on a class what stands for it, for those who hold the class itself: under a decorator, its name still means
 * the class.
 */
export function registerClass(target: object, face: object): void {
  Object.defineProperty(target, FACE, { value: face, configurable: true });
}

export function registeredClass(target: unknown): object | undefined {
  return typeof target === "function" && Object.hasOwn(target, FACE)
    ? (target as unknown as { [FACE]: object })[FACE]
    : undefined;
}

/** Whether an app has made something a class: it is what stands for it, or the class under a decorator. */
export function isRegistered(target: unknown): boolean {
  return typeof target === "function" && (HANDLE in target || registeredClass(target) !== undefined);
}
