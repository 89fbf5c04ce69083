import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { checkConstructing, constructing } from "../../checks/construction.js";
import { InvalidError } from "../../contract/errors.js";
import { type LookupOptions, namedObject } from "./named-object.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { Bindings } from "../session/session.js";
import { StoredObject } from "./stored-object.js";
import type { ProxyDefinition } from "../../contract/stored-objects.js";

/**
 * A gateway with a fixed address for what a function sends. People make proxies on Modal's website; tests make them by
 * `world.proxies.create(name)`. Modal: docs/modal/secrets-proxies-workspaces.md#proxies.
 * @example app.function({ proxy: Proxy.fromName("static-ip") }, async function f() {})
 */
export class Proxy extends StoredObject<ProxyDefinition> {
  declare private readonly brand: "Proxy";

  static {
    refuseAssignments(Proxy, "It stands for what the world stores, and is changed by its methods.");
  }

  private constructor(key: typeof constructing, definition: ProxyDefinition, origin?: Bindings) {
    checkConstructing("Proxy", key, "Proxy.fromName");
    super("Proxy", definition, origin);
  }

  /** @internal */
  static fromDefinition(definition: ProxyDefinition, origin?: Bindings): Proxy {
    return new Proxy(constructing, definition, origin);
  }

  /** A proxy by name; name and existence are checked on first use, or when a function with it is published. */
  static fromName(name: string, options: LookupOptions = {}): Proxy {
    if (typeof name !== "string") throw new InvalidError(`A Proxy name must be a string, got ${describe(name)}.`);
    checkOptions("Proxy.fromName", options, ["environment"]);
    return Proxy.fromDefinition(namedObject(name, options));
  }

  /** As `objectId`, under the name it has in Modal's JavaScript SDK. @throws ExecutionError while it is not hydrated */
  get proxyId(): string {
    return this.knownId;
  }
}
