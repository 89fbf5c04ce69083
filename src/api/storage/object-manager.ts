import { refuseCrossing } from "../codec/refuse-crossing.js";
import { types } from "node:util";
import { InvalidError } from "../../contract/errors.js";
import { checkEnvironmentName, checkObjectName } from "../../checks/names.js";
import { checkOptions, describe } from "../../checks/options.js";
import { type Bindings, sessionInSight } from "../session/session.js";
import type { ObjectKind, StorageCommands } from "../../contract/storage-commands.js";

/** Options of `objects.create`. */
export interface CreateObjectOptions {
  /** Do nothing if the object exists. Default: false, which gives an `AlreadyExistsError`. */
  allowExisting?: boolean;
  environment?: string;
}

/** Options of `objects.list`. */
export interface ListObjectsOptions {
  /** At most this many; a whole number from 0. Default: all. */
  maxObjects?: number;
  /** Only objects made before this moment. A string is ISO 8601. */
  createdBefore?: Date | string;
  environment?: string;
}

/** Options of `objects.delete`. */
export interface DeleteObjectOptions {
  /** Do nothing if there is no such object. Default: false, which gives a `NotFoundError`. */
  allowMissing?: boolean;
  environment?: string;
}

type CreateCommand = StorageCommands["object.create"]["command"];

/** What distinguishes the manager of one kind of objects. */
export interface ManagedKind<T, C extends unknown[]> {
  readonly kind: ObjectKind;
  /** Checks what `create` gets besides the name. */
  parseCreate(
    ...rest: C
  ): Omit<CreateCommand, "kind" | "name" | "allowExisting"> & { readonly allowExisting?: boolean | undefined };
  /** A hydrated handle. */
  handle(id: string, name: string, origin: Bindings): T;
}

/**
 * Makes, lists and deletes the stored objects of one kind, as in `Volume.objects`.
 * Modal: docs/modal/handles-and-names.md#managers.
 */
export class ObjectManager<T, C extends unknown[]> {
  readonly #managed: ManagedKind<T, C>;

  static {
    refuseCrossing(ObjectManager, "ObjectManager", "Use it where it is needed, as in `Dict.objects`.");
  }

  /** @internal */
  constructor(managed: ManagedKind<T, C>) {
    this.#managed = managed;
  }

  /** Makes an object now. Rejects with `InvalidError` for a bad name, `AlreadyExistsError` for a taken one. */
  async create(name: string, ...rest: C): Promise<void> {
    const { kind } = this.#managed;
    checkObjectName(kind, name);
    const { allowExisting = false, ...options } = this.#managed.parseCreate(...rest);
    await sessionInSight(`${kind}.objects.create`).backend.send("object.create", {
      ...options,
      kind,
      name,
      allowExisting,
    });
  }

  /** The named objects, newest first. Rejects with `InvalidError` for a negative `maxObjects`. */
  async list(options: ListObjectsOptions = {}): Promise<T[]> {
    const { kind } = this.#managed;
    const what = `${kind}.objects.list`;
    checkOptions(what, options, ["maxObjects", "createdBefore", "environment"]);
    const { maxObjects, createdBefore, environment } = options;
    if (maxObjects !== undefined && (!Number.isInteger(maxObjects) || maxObjects < 0)) {
      throw new InvalidError(
        `Option "maxObjects" of ${what} must be a whole number from 0, got ${describe(maxObjects)}.`,
      );
    }
    if (environment !== undefined) checkEnvironmentName(environment);
    const command = {
      kind,
      maxObjects,
      environment,
      createdBefore: createdBefore === undefined ? undefined : instantOf(what, createdBefore),
    };
    const { backend, bindings } = sessionInSight(what);
    return (await backend.send("object.list", command)).map(({ objectId, name }) =>
      this.#managed.handle(objectId, name, bindings),
    );
  }

  /** Deletes a named object. Rejects with `NotFoundError` if there is none, unless `allowMissing`. */
  async delete(name: string, options: DeleteObjectOptions = {}): Promise<void> {
    const { kind } = this.#managed;
    checkObjectName(kind, name);
    checkOptions(`${kind}.objects.delete`, options, ["allowMissing", "environment"]);
    const { allowMissing = false, environment } = options;
    if (environment !== undefined) checkEnvironmentName(environment);
    await sessionInSight(`${kind}.objects.delete`).backend.send("object.delete", {
      kind,
      name,
      allowMissing,
      environment,
    });
  }
}

/** Options of `create` that every kind has. */
export function parseCreateOptions<O extends CreateObjectOptions>(
  kind: ObjectKind,
  options: O,
  more: readonly (keyof O & string)[] = [],
): { allowExisting: boolean; environment: string | undefined } {
  checkOptions<O>(`${kind}.objects.create`, options, ["allowExisting", "environment", ...more]);
  const { allowExisting = false, environment } = options;
  if (typeof allowExisting !== "boolean")
    throw new InvalidError(
      `Option "allowExisting" of ${kind}.objects.create must be true or false, got ${describe(allowExisting)}.`,
    );
  if (environment !== undefined) checkEnvironmentName(environment);
  return { allowExisting, environment };
}

/** Epoch milliseconds; a text without a zone is local time. */
function instantOf(what: string, value: unknown): number {
  if (typeof value !== "string" && !types.isDate(value))
    throw new TypeError(`Option "createdBefore" of ${what} must be a Date or a string, got ${describe(value)}.`);
  const instant = new Date(value).getTime();
  if (Number.isNaN(instant))
    throw new InvalidError(`Option "createdBefore" of ${what} is no date: ${describe(value)}.`);
  return instant;
}
