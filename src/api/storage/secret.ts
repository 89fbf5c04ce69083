import { refuseOptions } from "../../checks/refuse-options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { compact } from "../../contract/compact.js";
import { checkConstructing, constructing } from "../../checks/construction.js";
import { isLocal } from "../session/context.js";
import { InvalidError } from "../../contract/errors.js";
import { identifiedObject, type LookupOptions, namedObject } from "./named-object.js";
import { type CreateObjectOptions, ObjectManager, parseCreateOptions } from "./object-manager.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { Bindings } from "../session/session.js";
import type { ObjectReference } from "../../contract/storage-commands.js";
import { StoredObject } from "./stored-object.js";
import { checkSecretValues, type EnvironmentValues, parseEnvironmentValues } from "../../checks/secret-values.js";
import type { SecretDefinition } from "../../contract/stored-objects.js";

/** Options of `Secret.fromName`. */
export interface SecretLookupOptions extends LookupOptions {
  /** Keys that the secret must have; a missing one is a `NotFoundError` when the secret is used. */
  requiredKeys?: readonly string[];
}

/**
 * Environment variables that a function's container gets. Modal: docs/modal/secrets-proxies-workspaces.md#secrets.
 * @example
 * const secrets = [Secret.fromName("api-key"), Secret.fromDict({ LEVEL: "debug" })];
 * app.function({ secrets }, async function f() {})
 */
export class Secret extends StoredObject<SecretDefinition> {
  /**
   * Makes, lists and deletes stored secrets; `create` with `allowExisting` leaves the contents of an existing one.
   * Modal: docs/modal/handles-and-names.md#managers.
   */
  static readonly objects: ObjectManager<
    Secret,
    [values: Readonly<Record<string, string>>, options?: CreateObjectOptions]
  > = new ObjectManager({
    kind: "Secret",
    parseCreate(values: Readonly<Record<string, string>>, options: CreateObjectOptions = {}) {
      checkSecretValues("Secret.objects.create", values);
      return { ...parseCreateOptions("Secret", options), values: { ...values } };
    },
    handle: (id, name, origin) => Secret.fromDefinition({ kind: "id", id, name }, origin),
  });

  declare private readonly brand: "Secret";

  static {
    refuseAssignments(Secret, "It stands for what the world stores, and is changed by its methods.");
  }

  private constructor(key: typeof constructing, definition: SecretDefinition, origin?: Bindings) {
    checkConstructing("Secret", key, "Secret.fromName or Secret.fromDict");
    super("Secret", definition, origin);
  }

  /** @internal */
  static fromDefinition(definition: SecretDefinition, origin?: Bindings): Secret {
    return new Secret(constructing, definition, origin);
  }

  /** A stored secret; neither the name nor the required keys are checked before it is used. */
  static fromName(name: string, options: SecretLookupOptions = {}): Secret {
    if (typeof name !== "string") throw new InvalidError(`A Secret name must be a string, got ${describe(name)}.`);
    checkOptions("Secret.fromName", options, ["environment", "requiredKeys"]);
    const { requiredKeys = [], environment } = options;
    checkStringList("requiredKeys", requiredKeys);
    const named = namedObject(name, compact({ environment }));
    return Secret.fromDefinition(
      compact({ kind: "named" as const, name, environment: named.environment, requiredKeys: [...requiredKeys] }),
    );
  }

  /**
   * A secret of these values, without those that are null.
   * @throws InvalidError unless `values` is an object of strings and nulls
   */
  static fromDict(values: EnvironmentValues = {}): Secret {
    return Secret.fromDefinition({
      kind: "values",
      values: parseEnvironmentValues("The argument of Secret.fromDict", values),
    });
  }

  /** {@link Secret.fromDict} under the name it has in Modal's JavaScript SDK. */
  static fromObject(values: EnvironmentValues = {}): Secret {
    return Secret.fromDict(values);
  }

  /**
   * A secret of variables that this process has now; in a container it is empty.
   * @throws InvalidError for a variable that is not set
   */
  static fromLocalEnviron(keys: readonly string[]): Secret {
    checkStringList("keys", keys);
    if (!isLocal()) return Secret.fromDict();
    return Secret.fromDict(Object.fromEntries(keys.map((key) => [key, localVariable(key)])));
  }

  /**
   * A secret of the variables in a dotenv file, which is read when the secret is used: the nearest file of that name,
   * from the directory `path` (default: the current one) upwards. No file gives an empty secret.
   */
  static fromDotenv(path?: string, options: { filename?: string } = {}): Secret {
    if (path !== undefined && typeof path !== "string")
      throw new InvalidError(`The path of Secret.fromDotenv must be a string, got ${describe(path)}.`);
    checkOptions("Secret.fromDotenv", options, ["filename"]);
    return Secret.fromDefinition(compact({ kind: "dotenv" as const, path, filename: options.filename ?? ".env" }));
  }

  /** A stored secret by id. @throws InvalidError for the id of something else */
  static fromId(id: string): Secret {
    return Secret.fromDefinition(identifiedObject("Secret", "st", id));
  }

  /** As in Modal's JavaScript SDK: its id, empty while it is not hydrated, and always for one that is made of values. */
  get secretId(): string {
    return this.objectId ?? "";
  }

  /**
   * Adds values to the stored secret; containers that run keep the old ones. Rejects with `InvalidError` for a value
   * that is not a string, and for a secret that is not stored.
   */
  async update(values: Readonly<Record<string, string>>): Promise<void> {
    checkSecretValues("Secret.update", values);
    await this.ask("update", "secret.update", { values: { ...values } });
  }

  /** @internal */
  protected override get target(): ObjectReference {
    if (this.definition.kind === "named") return { createIfMissing: false, ...this.definition };
    if (this.definition.kind === "id") return this.definition;
    throw new InvalidError("This Secret is not stored: it was made of values. `Secret.fromName` gives a stored one.");
  }
}

function checkStringList(name: string, list: unknown): void {
  if (!Array.isArray(list) || list.some((item) => typeof item !== "string")) {
    throw new InvalidError(`"${name}" must be a list of strings, got ${describe(list)}.`);
  }
}

function localVariable(key: string): string {
  const value = process.env[key];
  if (value === undefined)
    throw new InvalidError(`Could not find local environment variable ${describe(key)} for Secret.fromLocalEnviron.`);
  return value;
}

refuseOptions(Secret, { fromDict: 1, fromObject: 1, fromLocalEnviron: 1, fromId: 1 });
refuseOptions(Secret.prototype, { update: 1 });
