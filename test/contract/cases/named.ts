import type { NamedObject } from "../../../src/contract/stored-objects.js";

/** An object by its name, which has to be there unless told otherwise. */
export function named(
  name: string,
  options: Partial<Pick<NamedObject, "environment" | "createIfMissing">> = {},
): NamedObject {
  return { kind: "named", name, createIfMissing: false, ...options };
}
