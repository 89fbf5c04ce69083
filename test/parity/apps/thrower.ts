/** Throws at the bottom of some calls of itself. */
export function nested(depth: number): never {
  // The lines below are named by a test.
  if (depth === 0) throw new RangeError("at the bottom");
  return nested(depth - 1);
}
