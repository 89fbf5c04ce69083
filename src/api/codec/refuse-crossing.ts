const ADVICE = new WeakMap<object, { readonly kind: string; readonly hint: string }>();

/**
 * Has objects of a class refused as arguments, results and stored values: they are of use only where they were made.
 * @param kind name of the class
 * @param hint what is to be passed instead
 */
export function refuseCrossing(cls: { readonly prototype: object }, kind: string, hint: string): void {
  ADVICE.set(cls.prototype, { kind, hint });
}

/** Why an object is refused, if its class or one that it extends is. */
export function crossingRefusal(value: object): { readonly kind: string; readonly hint: string } | undefined {
  for (let at: object | null = value; at; at = Object.getPrototypeOf(at) as object | null) {
    const found = ADVICE.get(at);
    if (found) return found;
  }
  return undefined;
}
