import { ClientClosed } from "../../api/errors.js";
import type { SecretDefinition } from "../../api/secret.js";

/** Named secrets of a world, by environment. Modal: section 10.1. */
export class Secrets {
  readonly #defaultEnvironment: string;
  readonly #values = new Map<string, Readonly<Record<string, string>>>();
  #isClosed = false;

  constructor(defaultEnvironment: string) {
    this.#defaultEnvironment = defaultEnvironment;
  }

  /** Creates or replaces a secret; containers that start from now on see the new values. */
  set(name: string, values: Readonly<Record<string, string>>, options: { environment?: string } = {}): void {
    if (this.#isClosed) throw new ClientClosed("world.secrets.set: this world is closed.");
    this.#values.set(key(options.environment ?? this.#defaultEnvironment, name), { ...values });
  }

  /** @internal */
  close(): void {
    this.#isClosed = true;
  }

  /** Why a secret cannot be used, `undefined` if it can. */
  problem(secret: SecretDefinition, environment: string): string | undefined {
    if (secret.kind !== "named") return undefined;
    const where = secret.environment ?? environment;
    const values = this.#values.get(key(where, secret.name));
    if (!values) return `Secret "${secret.name}" does not exist in environment "${where}": create it with \`world.secrets.set("${secret.name}", { … })\`.`;
    const missing = secret.requiredKeys.filter((required) => !(required in values));
    return missing.length > 0 ? `Secret "${secret.name}" lacks the required keys ${missing.join(", ")}.` : undefined;
  }

  values(secret: SecretDefinition, environment: string): Readonly<Record<string, string>> {
    switch (secret.kind) {
      case "named":
        return this.#values.get(key(secret.environment ?? environment, secret.name)) ?? {};
      case "values":
        return secret.values;
      case "dotenv":
        throw new TypeError("A dotenv secret reaches the kernel only after its file was read.");
    }
  }
}

function key(environment: string, name: string): string {
  return `${environment}/${name}`;
}
