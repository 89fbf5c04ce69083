import { checkConstructing, constructing } from "../../checks/construction.js";
import { InvalidError, NotFoundError } from "../../contract/errors.js";
import { type LookupOptions, namedObject } from "./named-object.js";
import { checkOptions, describe } from "../../checks/options.js";
import { sessionInSight } from "../session/session.js";
import type { ProxyDefinition } from "../../contract/stored-objects.js";

/**
 * A gateway with a fixed address for what a function sends. Modal: docs/modal/secrets-proxies-workspaces.md#proxies.
 * @example app.function({ proxy: Proxy.fromName("static-ip") }, async function f() {})
 */
export class Proxy {
  readonly definition: ProxyDefinition;
  declare private readonly brand: "Proxy";

  private constructor(key: typeof constructing, definition: ProxyDefinition) {
    checkConstructing("Proxy", key, "Proxy.fromName");
    this.definition = definition;
  }

  /** @internal */
  static fromDefinition(definition: ProxyDefinition): Proxy {
    return new Proxy(constructing, definition);
  }

  /** A proxy by name; name and existence are checked on first use. */
  static fromName(name: string, options: LookupOptions = {}): Proxy {
    if (typeof name !== "string") throw new InvalidError(`A Proxy name must be a string, got ${describe(name)}.`);
    checkOptions("Proxy.fromName", options, ["environment"]);
    return Proxy.fromDefinition(namedObject(name, options));
  }

  /**
   * Looks the proxy up now. Rejects with `NotFoundError`: proxies are made on Modal's website, so there are none here.
   */
  async hydrate(): Promise<this> {
    sessionInSight("Proxy.hydrate");
    throw new NotFoundError(
      `Proxy "${this.definition.name}" does not exist: an emulated world has no proxies. The option \`proxy\` of a function is recorded without one.`,
    );
  }
}
