import type { Kernel } from "../kernel/kernel.js";
import type { Masking } from "../kernel/masking.js";
import type { Failing } from "../kernel/failing.js";
import type { ObjectStore, StoredKind } from "./object-store.js";
import { checkSecretValues } from "../../checks/secret-values.js";
import type { SecretDefinition } from "../../contract/stored-objects.js";

/** What a stored secret holds. All values that it ever had are masked in the event log. */
export class SecretContent {
  readonly #masking: Masking;
  #values: Readonly<Record<string, string>> = {};

  constructor(masking: Masking, values: Readonly<Record<string, string>>) {
    this.#masking = masking;
    this.values = values;
  }

  get values(): Readonly<Record<string, string>> {
    return this.#values;
  }

  set values(values: Readonly<Record<string, string>>) {
    this.#values = Object.freeze({ ...values });
    this.#masking.add(Object.values(values));
  }
}

export function secretKind(masking: Masking): StoredKind<SecretContent> {
  return {
    kind: "Secret",
    prefix: "st",
    make: ({ values = {} }) => new SecretContent(masking, values),
    problem({ name, content }, reference) {
      const required = reference.kind === "named" ? (reference.requiredKeys ?? []) : [];
      const missing = required.filter((key) => !Object.hasOwn(content.values, key));
      return missing.length > 0
        ? ["NotFoundError", `Secret "${name}" lacks the required keys ${missing.join(", ")}.`]
        : undefined;
    },
    save: ({ values }) => ({ data: values, files: [] }),
    load: ({ data }) => {
      checkSecretValues("A saved secret", data);
      return new SecretContent(masking, data as Readonly<Record<string, string>>);
    },
    hint: (name) => `\`world.secrets.set("${name}", { … })\` or \`Secret.objects.create("${name}", { … })\``,
  };
}

export function handleSecretCommands(kernel: Kernel, store: ObjectStore<SecretContent>): void {
  kernel.handle("secret.update", ({ object, values }, pending) => {
    const found = store.find(object, pending);
    if (!found) return;
    found.content.values = { ...found.content.values, ...values };
    kernel.events.add("secret.updated", { object: found.id, keys: Object.keys(values) });
    pending.reply(null);
  });
}

/** The values of a function's secret now. @returns `undefined` if it cannot be used, after having failed */
export function secretValues(
  store: ObjectStore<SecretContent>,
  secret: SecretDefinition,
  environment: string,
  failing: Failing,
): Readonly<Record<string, string>> | undefined {
  switch (secret.kind) {
    case "named":
      return store.findIn(environment, { ...secret, createIfMissing: false }, failing)?.content.values;
    case "id":
      return store.findIn(environment, secret, failing)?.content.values;
    case "values":
      return secret.values;
    case "dotenv":
      throw new TypeError("A dotenv secret reaches the kernel only after its file was read.");
  }
}
