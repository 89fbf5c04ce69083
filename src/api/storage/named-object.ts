import { compact } from "../../contract/compact.js";
import { InvalidError } from "../../contract/errors.js";
import { checkEnvironmentName } from "../../checks/names.js";
import { describe } from "../../checks/options.js";
import type { NamedObject, IdentifiedObject } from "../../contract/stored-objects.js";

/** Options of the `fromName` factories of stored objects. */
export interface NamedObjectOptions {
  /** Make the object on first use if the name is free. Default: false, which gives a `NotFoundError` on first use. */
  createIfMissing?: boolean;
  /** The environment to look in. Default: that of the running app. */
  environment?: string;
}

/** Options of the `fromName` factories of objects that are never made on the way. */
export interface LookupOptions {
  /** The environment to look in. Default: that of the running app. */
  environment?: string;
}

/** The plain form of a look-up by name. The caller has checked the name. */
export function namedObject(name: string, options: NamedObjectOptions): NamedObject {
  if (options.environment !== undefined) checkEnvironmentName(options.environment);
  const { createIfMissing = false, environment } = options;
  if (typeof createIfMissing !== "boolean") {
    throw new InvalidError(`Option "createIfMissing" must be true or false, got ${describe(createIfMissing)}.`);
  }
  return compact({ kind: "named" as const, name, environment, createIfMissing });
}

/**
 * The plain form of a look-up by id. Modal: docs/modal/handles-and-names.md#lazy-handles,
 * docs/modal/context-ids-and-logs.md#ids.
 * @throws InvalidError if the id has no dash or belongs to another kind of object
 */
export function identifiedObject(kind: string, prefix: string, id: unknown): IdentifiedObject {
  if (typeof id !== "string" || !id.startsWith(`${prefix}-`) || id.length === prefix.length + 1) {
    throw new InvalidError(`Invalid ${kind} id: ${describe(id)}. Ids of this kind begin with "${prefix}-".`);
  }
  return { kind: "id", id };
}
