import { ClientClosed, NotFoundError } from "../../contract/errors.js";
import { checkEnvironmentName, checkObjectName } from "../../checks/names.js";
import { checkOptions } from "../../checks/options.js";
import type { ObjectStore } from "../storage/object-store.js";
import type { ProxyContent } from "../storage/proxies.js";

/**
 * The proxies of a world, which people make on Modal's website. One only exists: what a function sends does not go
 * through it. Modal: docs/modal/secrets-proxies-workspaces.md#proxies.
 */
export class WorldProxies {
  readonly #store: ObjectStore<ProxyContent>;
  readonly #environment: string;
  #isClosed = false;

  /** @internal */
  constructor(store: ObjectStore<ProxyContent>, environment: string) {
    this.#store = store;
    this.#environment = environment;
  }

  /** Names of the proxies of an environment, by default the world's. */
  list(options: { environment?: string } = {}): string[] {
    const environment = this.#checked("list", options);
    return Array.from(this.#store.all, ({ name, environment: own }) => (own === environment ? name : null)).filter(
      (name) => name !== null,
    );
  }

  /** Makes a proxy; nothing happens if it exists. @throws InvalidError for a name that Modal does not take */
  create(name: string, options: { environment?: string } = {}): void {
    const environment = this.#checked("create", options);
    checkObjectName("Proxy", name);
    if (!this.#store.named(environment, name)) this.#store.put(environment, name, {});
  }

  /** Deletes a proxy: containers that need it cannot start any more. @throws NotFoundError if there is none */
  delete(name: string, options: { environment?: string } = {}): void {
    const environment = this.#checked("delete", options);
    const found = this.#store.named(environment, name);
    if (!found)
      throw new NotFoundError(`world.proxies.delete: there is no proxy "${name}" in environment "${environment}".`);
    this.#store.remove(found);
  }

  /** @internal */
  close(): void {
    this.#isClosed = true;
  }

  #checked(method: string, options: { environment?: string }): string {
    if (this.#isClosed) throw new ClientClosed(`world.proxies.${method}: this world is closed.`);
    checkOptions(`world.proxies.${method}`, options, ["environment"]);
    const { environment = this.#environment } = options;
    checkEnvironmentName(environment);
    return environment;
  }
}
