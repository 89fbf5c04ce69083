/**
 * Puts something else in the place of a member, if there is one.
 * @param make what it is to be, given what it is
 * @returns how to put it back, unless somebody else has replaced it
 */
export function replaceMember(target: object, name: string, make: (real: unknown) => unknown): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(target, name);
  if (!descriptor) return () => undefined;
  const value = make(Reflect.get(target, name));
  Object.defineProperty(target, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: descriptor.enumerable ?? true,
  });
  return () => {
    if (Object.getOwnPropertyDescriptor(target, name)?.value === value) Object.defineProperty(target, name, descriptor);
  };
}
