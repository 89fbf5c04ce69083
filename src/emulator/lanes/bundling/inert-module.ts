/**
 * Test runners, and the parts of this package that are for tests: a test file that defines its app can be evaluated
 * with these.
 */
const INERT = /^(?:vitest|node:test|@jest\/globals|fast-check|modal-emulator\/(?:vitest|testing|emulator))(?:\/|$)/;

export function isInert(specifier: string): boolean {
  return INERT.test(specifier);
}

const made = new WeakSet();

/** A module whose every export can be called, constructed and read, and does nothing. */
export function inertModule(): unknown {
  const inert: unknown = new Proxy(function inert() {}, {
    get: (_target, key) =>
      key === "then" || key === Symbol.toPrimitive || key === Symbol.iterator ? undefined : inert,
    apply: () => inert,
    construct: () => inert as object,
  });
  made.add(inert as object);
  return inert;
}

export function isInertModule(module: unknown): module is object {
  return typeof module === "function" && made.has(module);
}
