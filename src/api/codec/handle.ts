/** Objects that cross as what they stand for: they come out as a live handle of the same kind on the other side. */
export abstract class Handle {
  /** @internal */
  abstract toWire(): { readonly kind: string; readonly data: unknown };
}
