const errors = new WeakSet<globalThis.Error>();

/** Marks an error of a start that no further start can mend. */
export function hopeless<E extends globalThis.Error>(error: E): E {
  errors.add(error);
  return error;
}

export function isHopeless(error: unknown): boolean {
  return error instanceof globalThis.Error && errors.has(error);
}
