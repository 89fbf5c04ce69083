import { InvalidError } from "../contract/errors.js";

/** What the factories of a handle class pass to its constructor, which nobody else can. */
export const constructing: unique symbol = Symbol("constructing");

/**
 * Guards the constructor of a handle class. Modal: docs/modal/handles-and-names.md#lazy-handles.
 * @throws InvalidError unless a factory of the class calls
 */
export function checkConstructing(kind: string, key: unknown, instead: string): void {
  if (key !== constructing) throw new InvalidError(`${kind} has no constructor. Use ${instead}.`);
}
