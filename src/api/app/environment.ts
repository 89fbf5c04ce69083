import { refuseOptions } from "../../checks/refuse-options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { Handle } from "../codec/handle.js";
import { checkConstructing, constructing } from "../../checks/construction.js";
import { EnvironmentApps } from "./environment-apps.js";
import { EnvironmentManager } from "../storage/environment-manager.js";
import { EnvironmentRoles } from "../storage/environment-roles.js";
import { EnvironmentMembers } from "../storage/environment-members.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";
import { ExecutionError } from "../../contract/errors.js";
import { checkEnvironmentName } from "../../checks/names.js";
import { knownId } from "../storage/known-id.js";
import { namedObject } from "../storage/named-object.js";
import { checkOptions } from "../../checks/options.js";
import { currentSession, environmentInSight, sessionInSight } from "../session/session.js";
import type { EnvironmentDefinition } from "../../contract/stored-objects.js";

/**
 * A separate space of names for apps and stored objects; it comes into being when something is put into it.
 * Modal: docs/modal/environments.md#scope, docs/modal/environments.md#environment-objects.
 */
export class Environment extends Handle {
  /** Makes, lists and deletes environments. */
  static readonly objects: EnvironmentManager<Environment> = new EnvironmentManager((name) =>
    Environment.fromName(name),
  );

  readonly #definition: EnvironmentDefinition;
  declare private readonly brand: "Environment";

  static {
    refuseAssignments(Environment, "It stands for what the world stores, and is changed by its methods.", [
      "definition",
    ]);
  }

  private constructor(key: typeof constructing, definition: EnvironmentDefinition) {
    super();
    checkConstructing("Environment", key, "Environment.fromName");
    this.#definition = definition;
  }

  /** @internal */
  static fromDefinition(definition: EnvironmentDefinition): Environment {
    return new Environment(constructing, definition);
  }

  /**
   * An environment by name, looked up by `hydrate`.
   * @throws InvalidError for a bad name
   */
  static fromName(name: string, options: { createIfMissing?: boolean } = {}): Environment {
    checkEnvironmentName(name);
    checkOptions("Environment.fromName", options, ["createIfMissing"]);
    return Environment.fromDefinition(namedObject(name, options));
  }

  /**
   * The environment that names without one are looked up in here: that of the container's app, or of the app that runs
   * around the call, else the world's.
   * @throws ExecutionError if no world is in sight
   */
  static fromContext(): Environment {
    const name = environmentInSight() ?? sessionInSight("Environment.fromContext").environment;
    if (name === undefined)
      throw new ExecutionError(
        "Environment.fromContext: there is no world while a module is imported. Call it inside a function.",
      );
    return Environment.fromName(name);
  }

  get definition(): EnvironmentDefinition {
    return this.#definition;
  }

  get name(): string {
    return this.definition.name;
  }

  /** Id in the world in sight (`en-…`), `undefined` while the handle is not hydrated. */
  get objectId(): string | undefined {
    return currentSession()?.bindings.objectId(this) ?? undefined;
  }

  /** As `objectId`, under the name it has in Modal's JavaScript SDK. @throws ExecutionError while it is not hydrated */
  get environmentId(): string {
    return knownId(`Environment \`${this.name}\``, this.objectId);
  }

  /** The apps in it. */
  get apps(): EnvironmentApps {
    return new EnvironmentApps(this.name);
  }

  /** @internal */
  protected override get hydratedId(): string | undefined {
    return this.objectId;
  }

  /** Who may do what in it. */
  get roles(): EnvironmentRoles {
    return new EnvironmentRoles(this.name);
  }

  /** @deprecated Use {@link Environment.roles}. */
  get members(): EnvironmentMembers {
    warnDeprecated("environment.members", "environment.roles");
    return new EnvironmentMembers(this.name);
  }

  /** Looks the environment up now, or makes it with `createIfMissing`. Rejects with `NotFoundError`. */
  async hydrate(): Promise<this> {
    const { backend, bindings } = sessionInSight("Environment.hydrate");
    const { objectId } = await backend.send("environment.lookup", {
      name: this.name,
      createIfMissing: this.definition.createIfMissing,
    });
    bindings.bindObject(this, objectId);
    return this;
  }

  /** @internal */
  override toWire(): { kind: string; data: unknown } {
    return { kind: "Environment", data: this.definition };
  }
}

refuseOptions(Environment, { fromContext: 0 });
refuseOptions(Environment.prototype, { hydrate: 0 });
