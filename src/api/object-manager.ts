import { types } from "node:util";
import { InvalidError } from "./errors.js";
import { checkEnvironmentName, checkObjectName } from "./names.js";
import { refuse } from "./not-yet.js";
import { checkOptions, describe } from "./options.js";

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

/** Makes, lists and deletes the stored objects of one kind, as in `Volume.objects`. Modal: section 0.4. */
export class ObjectManager<T, C extends unknown[]> {
  readonly #kind: string;
  readonly #checkCreate: (...rest: C) => void;

  /** @internal */
  constructor(kind: string, checkCreate: (...rest: C) => void) {
    this.#kind = kind;
    this.#checkCreate = checkCreate;
  }

  /** Makes an object now. Rejects with `InvalidError` for a bad name, `AlreadyExistsError` for a taken one. */
  async create(name: string, ...rest: C): Promise<void> {
    checkObjectName(this.#kind, name);
    this.#checkCreate(...rest);
    refuse(`${this.#kind}.objects.create`);
  }

  /** The named objects, newest first. Rejects with `InvalidError` for a negative `maxObjects`. */
  async list(options: ListObjectsOptions = {}): Promise<T[]> {
    checkOptions(`${this.#kind}.objects.list`, options, ["maxObjects", "createdBefore", "environment"]);
    const { maxObjects = 0, createdBefore, environment } = options;
    if (!Number.isInteger(maxObjects) || maxObjects < 0) {
      throw new InvalidError(`Option "maxObjects" of ${this.#kind}.objects.list must be a whole number from 0, got ${describe(maxObjects)}.`);
    }
    if (createdBefore !== undefined && typeof createdBefore !== "string" && !types.isDate(createdBefore)) {
      throw new TypeError(`Option "createdBefore" of ${this.#kind}.objects.list must be a Date or a string, got ${describe(createdBefore)}.`);
    }
    if (environment !== undefined) checkEnvironmentName(environment);
    return refuse(`${this.#kind}.objects.list`);
  }

  /** Deletes a named object. Rejects with `NotFoundError` if there is none, unless `allowMissing`. */
  async delete(name: string, options: DeleteObjectOptions = {}): Promise<void> {
    checkObjectName(this.#kind, name);
    checkOptions(`${this.#kind}.objects.delete`, options, ["allowMissing", "environment"]);
    refuse(`${this.#kind}.objects.delete`);
  }
}
