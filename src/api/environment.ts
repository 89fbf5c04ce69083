import { checkConstructing, constructing } from "./construction.js";
import { checkEnvironmentName } from "./names.js";
import { type NamedObject, namedObject } from "./named-object.js";
import { refuse } from "./not-yet.js";
import { checkOptions } from "./options.js";

/** An environment as plain data. */
export type EnvironmentDefinition = NamedObject;

/** A separate space of names for apps and stored objects. Modal: section 10.3. */
export class Environment {
  readonly definition: EnvironmentDefinition;
  private declare readonly brand: "Environment";

  private constructor(key: typeof constructing, definition: EnvironmentDefinition) {
    checkConstructing("Environment", key, "Environment.fromName");
    this.definition = definition;
  }

  /**
   * An environment by name, looked up on first use.
   * @throws InvalidError for a bad name
   */
  static fromName(name: string, options: { createIfMissing?: boolean } = {}): Environment {
    checkEnvironmentName(name);
    checkOptions("Environment.fromName", options, ["createIfMissing"]);
    return new Environment(constructing, namedObject(name, options));
  }

  /** Looks the environment up now. Rejects with `NotFoundError`. */
  async hydrate(): Promise<this> {
    return refuse("Environment.hydrate");
  }
}
