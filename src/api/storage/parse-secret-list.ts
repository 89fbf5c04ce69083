import { InvalidError } from "../../contract/errors.js";
import { describe } from "../../checks/options.js";
import { Secret } from "./secret.js";
import type { SecretDefinition } from "../../contract/stored-objects.js";

/**
 * The secrets of an option, in order.
 * @throws InvalidError unless it is a list of {@link Secret}
 */
export function parseSecretList(name: string, value: unknown): readonly SecretDefinition[] {
  if (!Array.isArray(value))
    throw new InvalidError(`Option "${name}" must be a list of Secrets, got ${describe(value)}.`);
  const list: readonly unknown[] = value;
  return list.map((secret, index) => {
    if (secret instanceof Secret) return secret.definition;
    throw new InvalidError(`Option "${name}" must be a list of Secrets, but element ${index} is ${describe(secret)}.`);
  });
}
