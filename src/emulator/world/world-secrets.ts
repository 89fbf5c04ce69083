import { ClientClosed } from "../../contract/errors.js";
import { checkEnvironmentName } from "../../checks/names.js";
import { checkOptions } from "../../checks/options.js";
import type { Masking } from "../kernel/masking.js";
import type { ObjectStore } from "../storage/object-store.js";
import { SecretContent } from "../storage/secrets.js";
import { checkSecretValues } from "../../checks/secret-values.js";

/** Named secrets of a world, for its test. Modal: docs/modal/secrets-proxies-workspaces.md#secrets. */
export class WorldSecrets {
  readonly #store: ObjectStore<SecretContent>;
  readonly #environment: string;
  readonly #masking: Masking;
  #isClosed = false;

  /** @internal */
  constructor(store: ObjectStore<SecretContent>, environment: string, masking: Masking) {
    this.#store = store;
    this.#environment = environment;
    this.#masking = masking;
  }

  /**
   * Creates or replaces a secret; containers that start from now on see the new values.
   * @throws InvalidError unless the values are an object of strings
   */
  set(name: string, values: Readonly<Record<string, string>>, options: { environment?: string } = {}): void {
    if (this.#isClosed) throw new ClientClosed("world.secrets.set: this world is closed.");
    checkSecretValues("world.secrets.set", values);
    checkOptions("world.secrets.set", options, ["environment"]);
    const { environment = this.#environment } = options;
    checkEnvironmentName(environment);
    const found = this.#store.named(environment, name);
    if (found) found.content.values = values;
    else this.#store.put(environment, name, new SecretContent(this.#masking, values));
  }

  /**
   * The text with `***` in place of every value of a secret that this world knows, as in its event log and logs: those
   * of stored secrets, also their former ones, and of `Secret.fromDict`, `fromDotenv` and `fromLocalEnviron` of apps
   * that run or are deployed. Values shorter than 4 characters stay; of values with several lines, each line is masked.
   */
  mask(text: string): string {
    return this.#masking.mask(text);
  }

  /** @internal */
  close(): void {
    this.#isClosed = true;
  }
}
